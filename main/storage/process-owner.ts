import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

const thisHost = hostname().replaceAll(/[^\w]/g, '_');

/** A name for a file or folder that says whose it is, so that what a killed process left can be told from what is in use. */
export function ownedName(): string {
  return `${thisHost}-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Whether the process that made a name still runs; 'unknown' for other computers' and for names of another kind. */
export function ownerOf(name: string): 'running' | 'gone' | 'unknown' {
  const match = /^(.+)-(\d+)-[0-9a-f]{8}$/.exec(name);
  if (match === null || match[1] !== thisHost) return 'unknown';
  return isRunning(Number(match[2])) ? 'running' : 'gone';
}

/** True when a process of this computer runs. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (cause) {
    // A process of another user answers EPERM: it runs.
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
