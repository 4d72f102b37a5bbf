import { createAdapters } from './adapters.ts';
import { startElectron } from './electron/start.ts';
import { createHandlers, servedContract } from './handlers.ts';
import { createRouter } from './router.ts';
import { createStudio } from './studio.ts';

await startElectron(() => {
  const studio = createStudio(createAdapters({ env: process.env, executionProvider: 'auto' }));
  return createRouter(servedContract, createHandlers(studio, { host: 'electron', platform: process.platform }), {
    onBug: (requestName, error) => process.stderr.write(`facet: ${requestName}: ${String(error)}\n`),
  });
});
