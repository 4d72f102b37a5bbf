import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { RecordWish } from '../../core/project/record-change.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import type { StudioClient } from './client.ts';
import { emptyDocument, mergeWishes, withRecords } from './optimistic-document.ts';
import { followProject } from './project-watch.ts';
import type { ConfirmedProject, DerivedKind } from './project-watch.ts';

/** The open project as the page shows it. */
export interface ProjectView {
  readonly state: 'none' | 'opening' | 'open' | 'failed';
  readonly projectId: string | null;
  readonly path: string;
  readonly mode: 'editing' | 'read-only';
  /** Why it is read-only or what was repaired; empty when all is well. */
  readonly notice: string;
  /** With the steps that are not yet confirmed. */
  readonly document: ProjectDocument;
  readonly undoLabel: string | null;
  readonly redoLabel: string | null;
  readonly missingAssetIds: readonly string[];
  /** Steps that the host has not answered yet. */
  readonly isSaving: boolean;
  /** When the last step was confirmed, ms since 1970; null before the first one. */
  readonly savedMs: number | null;
  /** Why it could not be opened; null in other states. */
  readonly failure: unknown;
}

interface PendingStep {
  readonly label: string;
  readonly gestureId: string | null;
  readonly wishes: readonly RecordWish[];
  /** Known once the host answered. */
  revision: number | null;
  isSent: boolean;
  readonly settle: { resolve(): void; reject(error: unknown): void }[];
}

/** The open project and everything that can be done to it. */
export interface ProjectStore {
  readonly store: StoreApi<ProjectView>;
  /** Shows an opened project and follows it until `leave`. */
  enter(projectId: string): Promise<void>;
  /** Opens a project file and shows it. */
  open(path: string): Promise<void>;
  leave(): void;
  /**
   * Makes records what is wished: at once on the page, then on the host. One call is one step of the history; calls of one
   * `gestureId` that follow each other are one step. Rejects with the host's StudioError; the page then shows the truth again.
   */
  applyWishes(label: string, wishes: readonly RecordWish[], gestureId?: string | null): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** Told when derived data was made or is stale. */
  onDerived(listener: (what: DerivedKind) => void): () => void;
}

const nothingOpen: ProjectView = {
  state: 'none',
  projectId: null,
  path: '',
  mode: 'editing',
  notice: '',
  document: emptyDocument,
  undoLabel: null,
  redoLabel: null,
  missingAssetIds: [],
  isSaving: false,
  savedMs: null,
  failure: null,
};

/** Makes the store; nothing is open. */
export function createProjectStore(client: StudioClient, now: () => number = Date.now): ProjectStore {
  const store = createStore<ProjectView>(() => nothingOpen);
  const derivedListeners = new Set<(what: DerivedKind) => void>();
  let confirmed: ConfirmedProject | null = null;
  let pending: PendingStep[] = [];
  let isSending = false;
  let follower = new AbortController();

  const show = (change: Partial<ProjectView> = {}) => {
    if (confirmed === null) return;
    const document = pending.reduce((shown, step) => withRecords(shown, step.wishes), confirmed.document);
    store.setState({ ...confirmed.facts, document, isSaving: pending.length > 0, ...change });
  };
  const takeConfirmed = (next: ConfirmedProject) => {
    const isFirst = confirmed === null;
    confirmed = next;
    pending = pending.filter((step) => step.revision === null || step.revision > next.revision);
    show(isFirst ? { state: 'open' } : { savedMs: now() });
  };

  async function send(): Promise<void> {
    if (isSending) return;
    isSending = true;
    try {
      for (;;) {
        const step = pending.find(({ isSent }) => !isSent);
        if (step === undefined) return;
        step.isSent = true;
        await sendStep(step);
      }
    } finally {
      isSending = false;
    }
  }

  async function sendStep(step: PendingStep): Promise<void> {
    const { projectId } = store.getState();
    if (projectId === null) return;
    try {
      const { label, gestureId, wishes } = step;
      const { revision } = await client.edit.apply({ projectId, label, gestureId, wishes });
      step.revision = revision;
      if (confirmed !== null && confirmed.revision >= revision) pending = pending.filter((other) => other !== step);
      show({ savedMs: now() });
      step.settle.forEach(({ resolve }) => resolve());
    } catch (error) {
      pending = pending.filter((other) => other !== step);
      show();
      step.settle.forEach(({ reject }) => reject(error));
    }
  }

  function queue(
    label: string,
    wishes: readonly RecordWish[],
    gestureId: string | null,
    settle: PendingStep['settle'][0],
  ) {
    const last = pending.at(-1);
    const canJoin = last !== undefined && !last.isSent && gestureId !== null && last.gestureId === gestureId;
    const step: PendingStep = canJoin
      ? { ...last, wishes: mergeWishes(last.wishes, wishes), settle: [...last.settle, settle] }
      : { label, gestureId, wishes, revision: null, isSent: false, settle: [settle] };
    pending = [...(canJoin ? pending.slice(0, -1) : pending), step];
    show();
    void send();
  }

  const walkHistory = async (walk: 'undo' | 'redo') => {
    const { projectId } = store.getState();
    if (projectId === null) return;
    // Steps on their way belong before this one.
    while (pending.some(({ revision }) => revision === null)) await new Promise((done) => setTimeout(done, 10));
    await client.edit[walk]({ projectId });
  };

  const self: ProjectStore = {
    store,
    async enter(projectId) {
      self.leave();
      follower = new AbortController();
      store.setState({ ...nothingOpen, state: 'opening', projectId });
      await followProject(client, projectId, follower.signal, {
        onConfirmed: takeConfirmed,
        onDerived: (what) => derivedListeners.forEach((listener) => listener(what)),
        onFailed: (failure) => store.setState({ state: 'failed', failure }),
        onClosed: () => self.leave(),
      });
    },
    async open(path) {
      const { projectId } = await client.project.open({ path });
      await self.enter(projectId);
    },
    leave() {
      follower.abort();
      confirmed = null;
      pending = [];
      store.setState(nothingOpen);
    },
    applyWishes(label, wishes, gestureId = null) {
      if (wishes.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => queue(label, wishes, gestureId, { resolve, reject }));
    },
    undo: () => walkHistory('undo'),
    redo: () => walkHistory('redo'),
    onDerived(listener) {
      derivedListeners.add(listener);
      return () => void derivedListeners.delete(listener);
    },
  };
  return self;
}
