import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { probeLimitMs, probeReplyFrom, probeWord } from '../../../core/ports/provider-probe.ts';
import type { ProbeAnswer, ProbeRequest, ProbeTask } from '../../../core/ports/provider-probe.ts';

function tooLate(word: string): ProbeAnswer {
  return { reason: `It did not answer within ${probeLimitMs(word) / 1000} seconds.` };
}

/** What Electron adds to the process object of a utility process. */
interface ElectronPort {
  postMessage(message: ProbeRequest): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  off(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** Tries a provider in a process of its own. Never rejects: every failure is a reason. */
export function askProbeProcess(task: ProbeTask): Promise<ProbeAnswer> {
  const host = (process as { parentPort?: ElectronPort }).parentPort;
  const word = probeWord(task);
  return host === undefined ? askFork(word) : askHost(host, word);
}

let lastNumber = 0;

/** Lets the host start the process. @param word of `probeWord` */
export function askHost(host: ElectronPort, word: string): Promise<ProbeAnswer> {
  const number = ++lastNumber;
  return new Promise((resolve) => {
    const settle = (answer: ProbeAnswer) => {
      clearTimeout(timer);
      host.off('message', listen);
      resolve(answer);
    };
    const listen = ({ data }: { readonly data: unknown }) => {
      const reply = probeReplyFrom(data);
      if (reply?.number === number) settle(reply.answer);
    };
    const timer = setTimeout(() => settle(tooLate(word)), probeLimitMs(word));
    host.on('message', listen);
    host.postMessage({ probe: { number, provider: word } });
  });
}

/** The child's entry lies beside this file, under the extension that this file has (source or build). */
function probeEntry(): string {
  const extension = /\.[cm]?[jt]s$/.exec(import.meta.url)?.[0] ?? '.js';
  return fileURLToPath(new URL(`./provider-probe-child${extension}`, import.meta.url));
}

function askFork(word: string): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    let stderr = '';
    let isSettled = false;
    const settle = (answer: ProbeAnswer) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(answer);
    };
    const child = fork(probeEntry(), [word], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Electron's binary is Node only when told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    const timer = setTimeout(() => settle(tooLate(word)), probeLimitMs(word));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-2000)));
    child.on('message', (message) => settle(message as ProbeAnswer));
    child.on('error', (error) => settle({ reason: `The probe could not start: ${error.message}.` }));
    child.on('close', (status, signal) => {
      const lastLine = stderr.trim().split('\n').at(-1) ?? '';
      settle({
        reason: `The probe ended with ${signal ?? `status ${status}`}${lastLine === '' ? '' : ` (${lastLine})`}.`,
      });
    });
  });
}
