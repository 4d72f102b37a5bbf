import { z } from 'zod';
import type { Asset } from '../../core/project/records.ts';
import type { DerivedNotes, NoteKind } from './derived-notes.ts';
import { resultOf } from './engine-work.ts';
import type { JobContext, JobSpec } from './job.ts';
import type { JobQueue } from './job-queue.ts';
import type { OpenProjects } from './open-projects.ts';
import { isPlayable } from './playable.ts';
import { currentFileOf, derivedKeyOf } from './project-session.ts';
import type { DerivedKind, ProjectSession } from './project-session.ts';
import type { ResourceUrls } from './resource-urls.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

const peaksSchema = z.object({ artifactKey: z.string(), peaksPerSec: z.number(), durationSec: z.number() });
const thumbnailsSchema = z.object({ artifactKey: z.string(), count: z.number().int() });
const proxySchema = z.object({ artifactKey: z.string() });

const peaksNote: NoteKind<z.output<typeof peaksSchema>> = { name: 'peaks', schema: peaksSchema };
const thumbnailsNote: NoteKind<z.output<typeof thumbnailsSchema>> = { name: 'thumbnails', schema: thumbnailsSchema };
const proxyNote: NoteKind<z.output<typeof proxySchema>> = { name: 'proxy', schema: proxySchema };

/** Pictures of a video in the library and under the timeline. */
const thumbnailCount = 32;

/** Where a page finds an asset and what was derived from it; null while not made. */
export interface AssetAddresses {
  readonly fileUrl: string;
  readonly isPlayable: boolean;
  readonly proxyUrl: string | null;
  readonly peaks: { readonly url: string; readonly peaksPerSec: number } | null;
  readonly thumbnailUrls: readonly string[];
}

/** Waveforms, thumbnails and proxies of imported files. */
export interface AssetArtifacts {
  /** Queues what is not made yet for the files that are there; what failed is left for the user to try again. */
  ensure(session: ProjectSession): Promise<void>;
  locate(session: ProjectSession, asset: Asset): Promise<AssetAddresses>;
}

interface Parts {
  readonly ports: Pick<WorkspacePorts, 'engine'>;
  readonly notes: DerivedNotes;
  readonly queue: JobQueue;
  readonly projects: Pick<OpenProjects, 'all'>;
  readonly urls: ResourceUrls;
}

/** Derived data of assets, made by jobs. */
export function createAssetArtifacts(parts: Parts): AssetArtifacts {
  const { notes, queue, urls } = parts;
  return {
    async ensure(session) {
      const assets = Object.values(session.project.document.assets);
      for (const asset of assets.filter(({ assetId }) => !session.missingAssetIds.includes(assetId))) {
        for (const work of worksFor(parts, session, asset)) {
          const isWanted = () => (queue.findByKey(work.spec.key)?.state ?? 'done') === 'done';
          // Asked again after looking: somebody else may have looked at the same time.
          if (isWanted() && !(await work.isMade()) && isWanted()) queue.add(work.spec);
        }
      }
    },
    async locate(session, asset) {
      const derivedKey = derivedKeyOf(asset);
      const [peaks, thumbnails, proxy] = await Promise.all([
        notes.read(peaksNote, derivedKey),
        notes.read(thumbnailsNote, derivedKey),
        notes.read(proxyNote, derivedKey),
      ]);
      return {
        fileUrl: urls.assetUrl(session.projectId, asset.assetId),
        isPlayable: isPlayable(asset),
        proxyUrl: proxy === null ? null : urls.artifactUrl(proxy.artifactKey, 'proxy.mp4'),
        peaks: peaks === null ? null : peaksAddress(urls, peaks),
        thumbnailUrls: Array.from({ length: thumbnails?.count ?? 0 }, (_, index) =>
          urls.artifactUrl(thumbnails?.artifactKey ?? '', `${String(index)}.jpg`),
        ),
      };
    },
  };
}

/** Address of an artifact of peaks. */
export function peaksAddress(
  urls: ResourceUrls,
  { artifactKey, peaksPerSec }: { readonly artifactKey: string; readonly peaksPerSec: number },
): { readonly url: string; readonly peaksPerSec: number } {
  return { url: urls.artifactUrl(artifactKey, 'peaks.f32'), peaksPerSec };
}

/** Times in the middles of equal parts of the duration. */
export function spreadTimesSec(durationSec: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => ((index + 0.5) * durationSec) / count);
}

interface AssetWork {
  readonly spec: JobSpec;
  isMade(): Promise<boolean>;
}

function worksFor(parts: Parts, session: ProjectSession, asset: Asset): readonly AssetWork[] {
  const { client } = parts.ports.engine;
  const { contentKey, summary } = asset;
  const derivedKey = derivedKeyOf(asset);
  const fileNow = () => currentFileOf(session, asset);
  const work = <Note extends { readonly artifactKey: string }>(
    kind: 'waveform' | 'thumbnails' | 'proxy',
    what: DerivedKind,
    noteKind: NoteKind<Note>,
    make: (context: JobContext) => Promise<Note>,
  ): AssetWork => ({
    isMade: async () => (await parts.notes.read(noteKind, derivedKey)) !== null,
    spec: {
      kind,
      projectId: session.projectId,
      subject: asset.name,
      key: `${kind} ${derivedKey}`,
      async run(context) {
        await parts.notes.write(noteKind, derivedKey, await make(context));
        tellOwners(parts.projects, contentKey, what);
        return null;
      },
    },
  });
  const works: AssetWork[] = [];
  if (summary.sound !== null)
    works.push(
      work('waveform', 'waveforms', peaksNote, (context) =>
        resultOf(client.engine.measurePeaks({ file: fileNow() }, { signal: context.signal }), context),
      ),
    );
  if (summary.picture === null) return works;
  const timesSec = spreadTimesSec(summary.durationSec, Math.min(thumbnailCount, summary.picture.frameCount));
  works.push(
    work('thumbnails', 'thumbnails', thumbnailsNote, async ({ signal }) => ({
      ...(await client.engine.takeThumbnails({ video: fileNow(), timesSec }, { signal })),
      count: timesSec.length,
    })),
  );
  if (!isPlayable(asset))
    works.push(
      work('proxy', 'proxies', proxyNote, (context) =>
        resultOf(client.engine.makeProxy({ video: fileNow() }, { signal: context.signal }), context),
      ),
    );
  return works;
}

/** Tells every open project that has a file of this content. */
export function tellOwners(projects: Pick<OpenProjects, 'all'>, contentKey: string, what: DerivedKind): void {
  for (const session of projects.all()) {
    const isOwner = Object.values(session.project.document.assets).some((asset) => asset.contentKey === contentKey);
    if (isOwner) session.events.tell({ event: 'derived', what });
  }
}
