/** Entry of the engine process: serves the engine's contract to the host that started it, and ends with it. */
import { engineContract } from '../../api/engine-contract.ts';
import { createEngineAdapters } from '../adapters.ts';
import { createRouter, openConnection } from '../router.ts';
import { argumentsFromWords } from './engine-arguments.ts';
import { createEngineHandlers } from './engine-handlers.ts';
import { logTextOf, writeLog } from './engine-log.ts';
import { openHostPort } from './host-port.ts';

/** Time for what was cancelled to let go of files and programs; what is left then is ended with the process. */
const lastWordsMs = 300;

const host = openHostPort();
if (host === null) {
  writeLog('error', 'the engine process is started by its host, not by hand');
  process.exit(1);
}

// A bug outside of any request: the log says all, the host starts a fresh process.
process.on('uncaughtException', (error) => {
  writeLog('error', logTextOf(error));
  process.exit(1);
});

const adapters = createEngineAdapters({ env: process.env, ...argumentsFromWords(process.argv.slice(2)) });
const router = createRouter(engineContract, createEngineHandlers(adapters), {
  onBug: (requestName, error) => writeLog('error', `${requestName}: ${logTextOf(error)}`),
});
const connection = openConnection(router, (message) => host.send(message));

let isEnding = false;
function end(): void {
  if (isEnding) return;
  isEnding = true;
  connection.close();
  setTimeout(() => process.exit(0), lastWordsMs);
}

host.onMessage((message) => {
  if (typeof message === 'object' && message !== null && 'end' in message) end();
  else connection.receive(message);
});
host.onGone(end);
// A terminal's Ctrl-C reaches the whole group; the host decides when its engine ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', end);
