import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../../core/errors.ts';
import { makeDocument } from '../../../../core/project/document.ts';
import type { RecordWish } from '../../../../core/project/record-change.ts';
import type { Marker } from '../../../../core/project/records.ts';
import type { StudioClient } from '../../../../renderer/state/client.ts';
import { createProjectStore } from '../../../../renderer/state/project-store.ts';
import { makeFakeProjectKeeper } from '../../../support/fake-project-keeper.ts';
import { aGate } from '../../../support/gate.ts';

const markerAt = (timeSec: number): Marker => ({ markerId: 'm', timeSec, label: 'Here' });
const wishFor = (timeSec: number) => ({ collection: 'markers' as const, id: 'm', after: markerAt(timeSec) });

interface Step {
  readonly label: string;
  readonly gestureId: string | null;
  readonly wishes: readonly RecordWish[];
}

/** A client over a keeper in memory; calls of edit.apply wait for the gate when there is one. */
function aClient(options: { readonly beforeApply?: () => Promise<void>; readonly failure?: () => Error | null } = {}) {
  const keeper = makeFakeProjectKeeper(makeDocument('Test'));
  const applied: unknown[] = [];
  const client = {
    project: {
      open: async () => ({ projectId: 'p' }),
      read: async () => ({
        projectId: 'p',
        path: '/p.facet',
        mode: 'editing' as const,
        notice: '',
        revision: keeper.revision,
        document: keeper.document,
        history: keeper.history,
        missingAssetIds: [],
      }),
      watch: (_input: unknown, { signal }: { signal: AbortSignal }) => keeper.watch(signal),
    },
    edit: {
      apply: async ({ label, gestureId, wishes }: Step) => {
        await options.beforeApply?.();
        const failure = options.failure?.() ?? null;
        if (failure !== null) throw failure;
        applied.push(wishes);
        return { revision: keeper.apply(label, gestureId, wishes) };
      },
      undo: async () => keeper.walk('undo'),
      redo: async () => keeper.walk('redo'),
    },
  } as unknown as StudioClient;
  return { client, keeper, applied };
}

const settle = () => new Promise((done) => setTimeout(done, 0));

describe('the open project', () => {
  it('shows a wish before the host has answered, and as saved afterwards', async () => {
    const gate = aGate();
    const { client } = aClient({ beforeApply: () => gate.opened });
    const project = createProjectStore(client);
    await project.open('/p.facet');
    const done = project.applyWishes('Add marker', [wishFor(3)]);
    expect(project.store.getState().document.markers.m.timeSec).toBe(3);
    expect(project.store.getState().isSaving).toBe(true);
    gate.open();
    await done;
    await settle();
    expect(project.store.getState().isSaving).toBe(false);
    expect(project.store.getState().undoLabel).toBe('Add marker');
    project.leave();
  });

  it('shows the truth again and rejects when the host refuses a step', async () => {
    const failure = new StudioError('project.read-only', 'The project is read only.');
    const { client } = aClient({ failure: () => failure });
    const project = createProjectStore(client);
    await project.open('/p.facet');
    await expect(project.applyWishes('Add marker', [wishFor(3)])).rejects.toBe(failure);
    expect(project.store.getState().document.markers).toEqual({});
    expect(project.store.getState().isSaving).toBe(false);
    project.leave();
  });

  it('sends what gathered of one gesture in one go and makes it one step of the history', async () => {
    const gate = aGate();
    const { client, keeper, applied } = aClient({ beforeApply: () => gate.opened });
    const project = createProjectStore(client);
    await project.open('/p.facet');
    const steps = [1, 2, 3, 4].map((timeSec) => project.applyWishes('Move marker', [wishFor(timeSec)], 'drag-1'));
    expect(project.store.getState().document.markers.m.timeSec).toBe(4);
    gate.open();
    await Promise.all(steps);
    expect(applied).toEqual([[wishFor(1)], [wishFor(4)]]);
    await project.undo();
    await settle();
    expect(keeper.document.markers).toEqual({});
    expect(project.store.getState().document.markers).toEqual({});
    project.leave();
  });

  it('takes over what another window did', async () => {
    const { client, keeper } = aClient();
    const project = createProjectStore(client);
    await project.open('/p.facet');
    keeper.apply('Add marker', null, [wishFor(7)]);
    await settle();
    expect(project.store.getState().document.markers.m.timeSec).toBe(7);
    project.leave();
  });

  it('tells when derived data was made', async () => {
    const { client, keeper } = aClient();
    const project = createProjectStore(client);
    const told: string[] = [];
    project.onDerived((what) => told.push(what));
    await project.open('/p.facet');
    keeper.emit({ event: 'derived', what: 'waveforms' });
    await settle();
    expect(told).toEqual(['waveforms']);
    project.leave();
  });

  it('undoes only after the steps that are on their way', async () => {
    const gate = aGate();
    const { client, keeper } = aClient({ beforeApply: () => gate.opened });
    const project = createProjectStore(client);
    await project.open('/p.facet');
    void project.applyWishes('Add marker', [wishFor(3)]);
    const undone = project.undo();
    await settle();
    expect(keeper.history.undoLabel).toBe(null);
    gate.open();
    await undone;
    expect(keeper.history).toEqual({ undoLabel: null, redoLabel: 'Add marker' });
    project.leave();
  });

  it('is nothing after it was left', async () => {
    const { client } = aClient();
    const project = createProjectStore(client);
    await project.open('/p.facet');
    project.leave();
    expect(project.store.getState()).toMatchObject({ state: 'none', projectId: null });
  });
});
