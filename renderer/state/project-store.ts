import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Saying } from '../../core/saying.ts';
import type { RecordWish } from '../../core/project/record-change.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import type { StudioClient } from './client.ts';
import { emptyDocument, mergeWishes, withWishes } from './optimistic-document.ts';
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
  readonly noticeSaying: Saying | undefined;
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
  noticeSaying: undefined,
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
  return new OpenProject(client, now);
}

class OpenProject implements ProjectStore {
  readonly store = createStore<ProjectView>(() => nothingOpen);
  readonly #client: StudioClient;
  readonly #now: () => number;
  readonly #derivedListeners = new Set<(what: DerivedKind) => void>();
  #confirmed: ConfirmedProject | null = null;
  #pending: readonly PendingStep[] = [];
  #isSending = false;
  #follower = new AbortController();

  constructor(client: StudioClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  async enter(projectId: string): Promise<void> {
    this.leave();
    this.#follower = new AbortController();
    this.store.setState({ ...nothingOpen, state: 'opening', projectId });
    await followProject(this.#client, projectId, this.#follower.signal, {
      onConfirmed: (project) => this.#takeConfirmed(project),
      onDerived: (what) => this.#derivedListeners.forEach((listener) => listener(what)),
      onFailed: (failure) => this.store.setState({ state: 'failed', failure }),
      onClosed: () => this.leave(),
    });
  }

  async open(path: string): Promise<void> {
    const { projectId } = await this.#client.project.open({ path });
    await this.enter(projectId);
  }

  leave(): void {
    this.#follower.abort();
    this.#confirmed = null;
    this.#pending = [];
    this.store.setState(nothingOpen);
  }

  applyWishes(label: string, wishes: readonly RecordWish[], gestureId: string | null = null): Promise<void> {
    if (wishes.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = { resolve, reject };
      const last = this.#pending.at(-1);
      // What waits and belongs to the same gesture goes on its way together.
      if (last !== undefined && !last.isSent && gestureId !== null && last.gestureId === gestureId) {
        const joined = { ...last, wishes: mergeWishes(last.wishes, wishes), settle: [...last.settle, settle] };
        this.#pending = [...this.#pending.slice(0, -1), joined];
      } else {
        const step = { label, gestureId, wishes, revision: null, isSent: false, settle: [settle] };
        this.#pending = [...this.#pending, step];
      }
      this.#show();
      void this.#send();
    });
  }

  undo(): Promise<void> {
    return this.#walk('undo');
  }

  redo(): Promise<void> {
    return this.#walk('redo');
  }

  onDerived(listener: (what: DerivedKind) => void): () => void {
    this.#derivedListeners.add(listener);
    return () => void this.#derivedListeners.delete(listener);
  }

  #show(change: Partial<ProjectView> = {}): void {
    if (this.#confirmed === null) return;
    const { document: confirmedDocument, facts } = this.#confirmed;
    const document = this.#pending.reduce((shown, step) => withWishes(shown, step.wishes), confirmedDocument);
    this.store.setState({ ...facts, document, isSaving: this.#pending.length > 0, ...change });
  }

  #takeConfirmed(project: ConfirmedProject): void {
    const isFirst = this.#confirmed === null;
    this.#confirmed = project;
    this.#pending = this.#pending.filter(({ revision }) => revision === null || revision > project.revision);
    this.#show(isFirst ? { state: 'open' } : { savedMs: this.#now() });
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (;;) {
        const step = this.#pending.find(({ isSent }) => !isSent);
        if (step === undefined) return;
        step.isSent = true;
        await this.#sendStep(step);
      }
    } finally {
      this.#isSending = false;
    }
  }

  async #sendStep(step: PendingStep): Promise<void> {
    const { projectId } = this.store.getState();
    if (projectId === null) return;
    const drop = () => (this.#pending = this.#pending.filter((other) => other !== step));
    try {
      const { label, gestureId, wishes } = step;
      const { revision } = await this.#client.edit.apply({ projectId, label, gestureId, wishes });
      step.revision = revision;
      if (this.#confirmed !== null && this.#confirmed.revision >= revision) drop();
      this.#show({ savedMs: this.#now() });
      step.settle.forEach(({ resolve }) => resolve());
    } catch (error) {
      drop();
      this.#show();
      step.settle.forEach(({ reject }) => reject(error));
    }
  }

  async #walk(direction: 'undo' | 'redo'): Promise<void> {
    const { projectId } = this.store.getState();
    if (projectId === null) return;
    // Steps on their way belong before this one; one that fails is told to whoever made it.
    const onTheirWay = this.#pending.filter(({ revision }) => revision === null);
    await Promise.all(onTheirWay.map((step) => settled(step)));
    await this.#client.edit[direction]({ projectId });
  }
}

function settled(step: PendingStep): Promise<void> {
  return new Promise((done) => step.settle.push({ resolve: done, reject: () => done() }));
}
