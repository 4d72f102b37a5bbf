import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startWebHost } from '../../main/web/server.ts';
import { aJob } from './a-job.ts';
import { makeFakeStudio } from './fake-studio.ts';

// Serves the built page over scripted data, for work on the page: `node test/support/serve-fake-studio.ts --variant hour --port 5199`.
const { values } = parseArgs({
  options: {
    variant: { type: 'string', default: 'short' },
    port: { type: 'string', default: '5199' },
    job: { type: 'boolean', default: false },
    packs: { type: 'string', default: 'atlas' },
    page: { type: 'string', default: 'out/renderer' },
  },
});
const log = (text: string) => process.stdout.write(`${text}\n`);
const fake = makeFakeStudio({
  variant: values.variant as 'short' | 'hour' | 'portrait' | 'empty',
  packs: values.packs as 'atlas' | 'pdfgc',
  jobs: values.job ? [aJob()] : [],
  onBug: (error) => log(String(error)),
});
const host = await startWebHost({
  router: fake.router,
  resolveResource: fake.resolveResource,
  pageFolder: resolve(values.page),
  port: Number(values.port),
  onBug: (error) => log(String(error)),
});
log(host.url);
