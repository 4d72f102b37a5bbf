import { basename } from 'node:path';
import type { JobValue } from '../../api/jobs.ts';
import type { ElectronApi, StudioWindow } from './electron-api.ts';
import type { DesktopWords } from './menu-words.ts';
import type { OwnClient } from './own-client.ts';

/** What the desktop shows of exports. */
export interface ExportWatch {
  close(): void;
}

/** What the watch needs besides Electron. */
export interface ExportWatchWorld {
  readonly client: OwnClient['client'];
  readonly windowOf: () => StudioWindow | null;
  readonly words: () => DesktopWords['talk'];
}

/**
 * Shows exports on the desktop: progress on the taskbar, no sleep while one runs, a notification when one ends behind the user's back.
 */
export function watchExports(
  electron: Pick<ElectronApi, 'Notification' | 'powerSaveBlocker' | 'shell'>,
  world: ExportWatchWorld,
): ExportWatch {
  const controller = new AbortController();
  const sleepBlock = makeSleepBlock(electron.powerSaveBlocker);
  const seenEnded = new Set<string>();

  const show = (jobs: readonly JobValue[]) => {
    const exports = jobs.filter(({ kind }) => kind === 'export');
    const running = exports.filter(({ state }) => state === 'running');
    sleepBlock.set(running.length > 0);
    showProgress(world.windowOf(), running);
    for (const job of exports) {
      if ((job.state !== 'done' && job.state !== 'failed') || seenEnded.has(job.jobId)) continue;
      seenEnded.add(job.jobId);
      void announce(job);
    }
  };

  const announce = async (job: JobValue) => {
    const window = world.windowOf();
    if (window?.isFocused() === true || !electron.Notification.isSupported()) return;
    const { canNotify } = await world.client.settings.read({});
    if (!canNotify) return;
    const { exportDone, exportFailed } = world.words();
    const { outputPath, failure } = job;
    const body = outputPath !== null && failure === null ? basename(outputPath) : (failure?.sentence ?? job.subject);
    const notification = new electron.Notification({ title: failure === null ? exportDone : exportFailed, body });
    notification.on('click', () => {
      world.windowOf()?.show();
      if (failure === null && outputPath !== null) electron.shell.showItemInFolder(outputPath);
    });
    notification.show();
  };

  void follow(world.client, controller.signal, (jobs, isFirst) => {
    // What had ended before is no news.
    if (isFirst) for (const { jobId, state } of jobs) if (state === 'done' || state === 'failed') seenEnded.add(jobId);
    show(jobs);
  });
  return {
    close() {
      controller.abort();
      sleepBlock.set(false);
    },
  };
}

async function follow(
  client: OwnClient['client'],
  signal: AbortSignal,
  onJobs: (jobs: readonly JobValue[], isFirst: boolean) => void,
): Promise<void> {
  let isFirst = true;
  try {
    for await (const { jobs } of client.jobs.watch({}, { signal })) {
      onJobs(jobs, isFirst);
      isFirst = false;
    }
  } catch (error) {
    // The application ends: nothing is left to show.
    if (!signal.aborted) throw error;
  }
}

function showProgress(window: StudioWindow | null, running: readonly JobValue[]): void {
  if (window === null || window.isDestroyed()) return;
  if (running.length === 0) return window.setProgressBar(-1);
  const ratios = running.map(({ progress }) => progress?.ratio ?? null);
  const isKnown = ratios.every((ratio) => ratio !== null && ratio >= 0 && ratio <= 1);
  if (!isKnown) return window.setProgressBar(2, { mode: 'indeterminate' });
  window.setProgressBar(ratios.reduce<number>((sum, ratio) => sum + (ratio ?? 0), 0) / running.length);
}

function makeSleepBlock(blocker: ElectronApi['powerSaveBlocker']): { set(isOn: boolean): void } {
  let id: number | null = null;
  return {
    set(isOn) {
      if (isOn && id === null) id = blocker.start('prevent-app-suspension');
      if (isOn || id === null) return;
      blocker.stop(id);
      id = null;
    },
  };
}
