import { analysisSummarySchema } from '../../api/engine-contract.ts';
import type { z } from 'zod';
import type { Asset } from '../../core/project/records.ts';
import { tellOwners } from './asset-artifacts.ts';
import type { DerivedNotes, NoteKind } from './derived-notes.ts';
import { resultOf } from './engine-work.ts';
import type { JobQueue } from './job-queue.ts';
import type { OpenProjects } from './open-projects.ts';
import { currentFileOf, derivedKeyOf, requirePresent } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What the analysis of a picture found. */
export type AnalysisSummary = z.output<typeof analysisSummarySchema>;

const analysisNote: NoteKind<AnalysisSummary> = { name: 'analysis', schema: analysisSummarySchema };

/** Analyses of pictures, each made once per content. */
export interface Analyses {
  /** Queues the analysis; answers its job, or null when it is done already. @throws 'project.asset-missing' */
  start(session: ProjectSession, asset: Asset): Promise<string | null>;
  /** Null while not made. */
  read(asset: Asset): Promise<AnalysisSummary | null>;
}

interface Parts {
  readonly ports: Pick<WorkspacePorts, 'engine'>;
  readonly notes: DerivedNotes;
  readonly queue: JobQueue;
  readonly projects: Pick<OpenProjects, 'all'>;
  /** Told when one was made, before the watchers are. */
  readonly onMade: (contentKey: string) => void;
}

/** Analyses by the engine. */
export function createAnalyses({ ports, notes, queue, projects, onMade }: Parts): Analyses {
  const read = (asset: Asset) => notes.read(analysisNote, derivedKeyOf(asset));
  return {
    read,
    async start(session, asset) {
      if ((await read(asset)) !== null) return null;
      requirePresent(session, [asset.assetId]);
      const { contentKey } = asset;
      const derivedKey = derivedKeyOf(asset);
      const key = `analysis ${derivedKey}`;
      const earlier = queue.findByKey(key);
      if (earlier !== null && (earlier.state === 'queued' || earlier.state === 'running')) return earlier.jobId;
      if (earlier?.state === 'paused') {
        queue.resume(earlier.jobId);
        return earlier.jobId;
      }
      return queue.add({
        kind: 'analysis',
        projectId: session.projectId,
        subject: asset.name,
        key,
        async run(context) {
          const { signal } = context;
          const video = currentFileOf(session, asset);
          const summary = await resultOf(ports.engine.client.engine.analyse({ video }, { signal }), context);
          await notes.write(analysisNote, derivedKey, summary);
          onMade(contentKey);
          tellOwners(projects, contentKey, 'analysis');
          return null;
        },
      });
    },
  };
}
