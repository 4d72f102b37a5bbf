import { EventEmitter } from 'node:events';

/** Gives a forked Node the port that Electron's utility processes have: preload it with `--import`. */
const port = new EventEmitter();
process.on('message', (data) => port.emit('message', { data }));
Object.assign(process, {
  parentPort: Object.assign(port, { postMessage: (message: object) => void process.send?.(message) }),
});
