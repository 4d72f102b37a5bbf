import type { RecordChange } from '../../core/project/record-change.ts';
import type { Asset } from '../../core/project/records.ts';
import type { Analyses } from './analyses.ts';
import type { Background } from './background.ts';
import type { JobQueue } from './job-queue.ts';
import type { OpenProjects } from './open-projects.ts';
import { derivedKeyOf, videoOf } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';

/** What happens when a still picture is shown for another time. */
export interface StillChanges {
  /** Ends jobs for the length that it had, and analyses the one that is dubbed anew. */
  follow(session: ProjectSession, changes: readonly RecordChange[]): void;
}

interface Parts {
  readonly queue: Pick<JobQueue, 'findByKey' | 'withdraw'>;
  readonly projects: Pick<OpenProjects, 'all'>;
  readonly analyses: Pick<Analyses, 'start'>;
  readonly background: Background;
}

/** Derived data of a still is made for its length: while a line is dragged behind its end, only the last length is worth the work. */
export function createStillChanges({ queue, projects, analyses, background }: Parts): StillChanges {
  const isWanted = (derivedKey: string) =>
    projects.all().some(({ project }) => Object.values(project.document.assets).some(isOf(derivedKey)));
  return {
    follow(session, changes) {
      const stale = changes.flatMap((change) => staleKeyOf(change) ?? []).filter((key) => !isWanted(key));
      if (stale.length > 0) {
        const keys = stale.flatMap((key) => ['analysis', 'thumbnails', 'proxy'].map((kind) => `${kind} ${key}`));
        const jobIds = keys.flatMap((key) => queue.findByKey(key)?.jobId ?? []);
        queue.withdraw(({ jobId, state }) => jobIds.includes(jobId) && (state === 'queued' || state === 'running'));
      }
      const video = videoOf(session);
      const isOther = ({ id }: RecordChange) => id === video?.assetId;
      if (video !== null && stale.length > 0 && changes.some(isOther) && !isMissing(session, video))
        background.run('analyse a still picture', analyses.start(session, video));
    },
  };
}

/** The key of what was derived from a still before the change; null where its length stayed. */
function staleKeyOf(change: RecordChange): string | null {
  if (change.collection !== 'assets' || change.before === null || change.before.stillSec === null) return null;
  return change.after?.stillSec === change.before.stillSec ? null : derivedKeyOf(change.before);
}

function isOf(derivedKey: string): (asset: Asset) => boolean {
  return (asset) => derivedKeyOf(asset) === derivedKey;
}

function isMissing({ missingAssetIds }: ProjectSession, { assetId }: Asset): boolean {
  return missingAssetIds.includes(assetId);
}
