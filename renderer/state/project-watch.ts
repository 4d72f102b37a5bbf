import type { z } from 'zod';
import type { Saying } from '../../core/saying.ts';
import type { projectEventSchema } from '../../api/project.ts';
import { applyChanges } from '../../core/project/document.ts';
import { isStudioError } from '../../core/errors.ts';
import type { RecordChange } from '../../core/project/record-change.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import type { StudioClient } from './client.ts';

type ProjectEvent = z.output<typeof projectEventSchema>;

/** Kinds of derived data that a project's events name. */
export type DerivedKind = Extract<ProjectEvent, { event: 'derived' }>['what'];

/** The project as the host confirmed it last. */
export interface ConfirmedProject {
  readonly revision: number;
  readonly document: ProjectDocument;
  readonly facts: {
    readonly path: string;
    readonly mode: 'editing' | 'read-only';
    readonly notice: string;
    readonly noticeSaying: Saying | undefined;
    readonly undoLabel: string | null;
    readonly redoLabel: string | null;
    readonly missingAssetIds: readonly string[];
  };
}

/** Who is told what of a followed project. */
export interface ProjectListener {
  onConfirmed(project: ConfirmedProject): void;
  onDerived(what: DerivedKind): void;
  onFailed(error: unknown): void;
  onClosed(): void;
}

/** How long to wait before the project is asked for again after the connection broke. */
const retryMs = 800;

/**
 * Reads a project and follows its events until the signal fires. Resolves when the project was read the first time, or failed.
 * A broken connection is tried again: the studio's host keeps the project.
 */
export function followProject(
  client: StudioClient,
  projectId: string,
  signal: AbortSignal,
  listener: ProjectListener,
): Promise<void> {
  return new Promise((ready) => {
    const run = async () => {
      while (!signal.aborted) {
        try {
          const isOver = await followOnce(client, projectId, signal, listener, ready);
          if (isOver) return;
        } catch (error) {
          if (signal.aborted) return;
          if (isStudioError(error) && !isStudioError(error, 'host.unreachable')) {
            listener.onFailed(error);
            return;
          }
        }
        await new Promise((done) => setTimeout(done, retryMs));
      }
    };
    void run().finally(ready);
  });
}

async function followOnce(
  client: StudioClient,
  projectId: string,
  signal: AbortSignal,
  listener: ProjectListener,
  ready: () => void,
): Promise<boolean> {
  let confirmed: ConfirmedProject | null = null;
  const take = (next: ConfirmedProject) => {
    confirmed = next;
    listener.onConfirmed(next);
  };
  const early: ProjectEvent[] = [];
  // Listening starts before reading, so that no step falls between the two.
  const events = client.project.watch({ projectId }, { signal })[Symbol.asyncIterator]();
  let next = events.next();
  next.catch(() => undefined);
  take(await readConfirmed(client, projectId, signal));
  ready();
  for (;;) {
    const item = await next;
    if (item.done === true) return false;
    next = events.next();
    early.push(item.value);
    for (const event of early.splice(0)) {
      if (event.event === 'closed') {
        listener.onClosed();
        return true;
      }
      if (event.event === 'derived') listener.onDerived(event.what);
      else take(await advance(client, projectId, signal, confirmed as unknown as ConfirmedProject, event));
    }
  }
}

async function readConfirmed(client: StudioClient, projectId: string, signal: AbortSignal): Promise<ConfirmedProject> {
  const { revision, document, history, path, mode, notice, noticeSaying, missingAssetIds } = await client.project.read(
    { projectId },
    { signal },
  );
  return { revision, document, facts: { path, mode, notice, noticeSaying, missingAssetIds, ...history } };
}

async function advance(
  client: StudioClient,
  projectId: string,
  signal: AbortSignal,
  before: ConfirmedProject,
  event: Extract<ProjectEvent, { event: 'changed' | 'assets-checked' }>,
): Promise<ConfirmedProject> {
  if (event.event === 'assets-checked') {
    return { ...before, facts: { ...before.facts, missingAssetIds: event.missingAssetIds } };
  }
  if (event.revision <= before.revision) return before;
  // A gap means that a message was lost: the whole project is read again.
  if (event.revision !== before.revision + 1) return readConfirmed(client, projectId, signal);
  return {
    revision: event.revision,
    document: applyChanges(before.document, event.changes as readonly RecordChange[]),
    facts: { ...before.facts, ...event.history },
  };
}
