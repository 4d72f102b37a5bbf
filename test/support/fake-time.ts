import type { WorkspaceTime } from '../../main/workspace/workspace-ports.ts';

/** A clock that a test moves. */
export interface FakeTime extends WorkspaceTime {
  /** Moves on and runs what was due, in order; lets promises settle between. */
  pass(ms: number): Promise<void>;
}

/** Lets everything that is ready go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands still. */
export function aFakeTime(): FakeTime {
  let now = 0;
  const due = new Set<{ readonly atMs: number; readonly run: () => void }>();
  return {
    wallNowMs: () => 1_700_000_000_000 + now,
    nowMs: () => now,
    after(delayMs, run) {
      const entry = { atMs: now + delayMs, run };
      due.add(entry);
      return () => void due.delete(entry);
    },
    async pass(ms) {
      await settle();
      const end = now + ms;
      for (;;) {
        const next = [...due].filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        due.delete(next);
        now = Math.max(now, next.atMs);
        next.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}
