import { describe, expect, it } from 'vitest';
import type { PackImportItem } from '../../../../api/models.ts';
import { StudioError } from '../../../../core/errors.ts';
import type { StudioClient } from '../../../../renderer/state/client.ts';
import { createPackImportStore, importRatio, importSecLeft } from '../../../../renderer/state/pack-import-store.ts';
import { aGate } from '../../../support/gate.ts';

const wish = { folder: '/weights', packId: 'pdfgc', precision: 'fp32' as const, canReplace: false };
const progress = { step: 'read' as const, what: 'motion', doneBytes: 30, totalBytes: 100 };
const report = {
  packId: 'pdfgc',
  precision: 'fp32' as const,
  networks: [],
  notes: [],
  bytes: 5,
  elapsedSec: 2,
  peakMemoryBytes: 7,
};

/** A store over a host that streams what the test says. */
function anImport(stream: (signal: AbortSignal) => AsyncIterable<PackImportItem>) {
  const made: string[] = [];
  const asked: unknown[] = [];
  const client = {
    models: {
      importPdfgc: (input: unknown, { signal }: { signal: AbortSignal }) => {
        asked.push(input);
        return stream(signal);
      },
    },
  } as unknown as StudioClient;
  const imports = createPackImportStore(
    client,
    async () => void made.push('read'),
    () => 1000,
  );
  return { imports, made, asked, now: () => imports.store.getState() };
}

describe('an import of checkpoint files', () => {
  it('shows how far it is, and lists the packs anew before it says that it is done', async () => {
    const gate = aGate();
    const { imports, made, now } = anImport(async function* () {
      yield { progress };
      await gate.opened;
      yield { result: report };
    });
    const ended = imports.begin(wish);
    await new Promise((done) => setTimeout(done, 0));
    expect(now()).toEqual({ state: 'running', wish, startedMs: 1000, progress });
    expect(made).toEqual([]);
    gate.open();
    await ended;
    expect(now()).toEqual({ state: 'done', wish, report });
    expect(made).toEqual(['read']);
  });

  it('leaves the pack list alone when it is cancelled, and offers the same wish again', async () => {
    const { imports, made, now } = anImport(async function* (signal) {
      yield { progress };
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new StudioError('job.cancelled', 'Cancelled.'))),
      );
    });
    const ended = imports.begin(wish);
    await new Promise((done) => setTimeout(done, 0));
    imports.cancel();
    await ended;
    expect(now()).toEqual({ state: 'cancelled', wish });
    expect(made).toEqual([]);
  });

  it('keeps why it failed until somebody has read it', async () => {
    const failure = new StudioError('models.checkpoint-unsafe', 'It wants to run code.');
    const { imports, now } = anImport(async function* () {
      throw failure;
    });
    await imports.begin(wish);
    expect(now()).toEqual({ state: 'failed', wish, failure });
    imports.forget();
    expect(now()).toEqual({ state: 'none' });
  });

  it('is one at a time, and is not forgotten while it runs', async () => {
    const gate = aGate();
    const { imports, asked, now } = anImport(async function* () {
      await gate.opened;
      yield { result: report };
    });
    const ended = imports.begin(wish);
    await imports.begin({ ...wish, packId: 'other' });
    imports.forget();
    expect(asked).toEqual([wish]);
    expect(now().state).toBe('running');
    gate.open();
    await ended;
  });
});

describe('what is said of the time an import takes', () => {
  it('counts three steps of about the same work', () => {
    expect(importRatio(progress)).toBeCloseTo(0.1);
    expect(importRatio({ ...progress, step: 'write', doneBytes: 100 })).toBeCloseTo(2 / 3);
    expect(importRatio({ ...progress, step: 'verify', doneBytes: 200 })).toBe(1);
    expect(importRatio({ ...progress, totalBytes: 0 })).toBe(0);
  });

  it('is nothing before enough was done to know', () => {
    expect(importSecLeft({ ...progress, doneBytes: 1 }, 3)).toBe(null);
    expect(importSecLeft(progress, 3)).toBeCloseTo(27);
  });
});
