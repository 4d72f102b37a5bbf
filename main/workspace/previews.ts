import type { z } from 'zod';
import type { synthesis } from '../../api/synthesis.ts';
import { throwIfCancelled } from '../../core/errors.ts';
import type { FrameRange } from '../../core/time/frame-range.ts';
import { sceneFromDocument } from '../../core/project/scene-from-document.ts';
import type { Background } from './background.ts';
import type { EngineFacts } from './engine-facts.ts';
import { ownPackId } from './packs.ts';
import type { Packs } from './packs.ts';
import { neededAssetIds, requirePresent, requireVideo } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';
import type { ResourceUrls } from './resource-urls.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** Changed parts of consecutive frames, by URL. */
export type PreviewChunk = z.output<typeof synthesis.preview.output>;

/** Frames as they will be exported. */
export interface Previews {
  /**
   * Chunks as they are ready, made from the project as it is now.
   * @throws 'project.no-video' | 'project.asset-missing' | 'models.not-found' and what the engine says
   */
  preview(session: ProjectSession, range: FrameRange, signal: AbortSignal): AsyncIterable<PreviewChunk>;
}

interface Parts {
  readonly packs: Pick<Packs, 'requireOf'>;
  readonly urls: ResourceUrls;
  readonly facts: Pick<EngineFacts, 'look'>;
  readonly background: Background;
}

/** Previews by the engine. */
export function createPreviews(
  { engine }: Pick<WorkspacePorts, 'engine'>,
  { packs, urls, facts, background }: Parts,
): Previews {
  return {
    async *preview(session, { startFrame, endFrame }, signal) {
      const { picture } = requireVideo(session).summary;
      const lastFrame = Math.min(endFrame, picture?.frameCount ?? 0);
      if (lastFrame <= startFrame) return;
      requirePresent(session, neededAssetIds(session));
      const scene = sceneFromDocument(session.project.document);
      if (scene.people.length === 0) {
        yield { startFrame, endFrame: lastFrame, patches: [], url: null };
        return;
      }
      await packs.requireOf(session);
      const chunks = engine.client.engine.preview({ scene, startFrame, endFrame: lastFrame }, { signal });
      let isFirst = true;
      for await (const { artifactKey, file, ...chunk } of chunks) {
        throwIfCancelled(signal);
        // The first pictures say where a generator runs.
        if (isFirst && scene.packId !== ownPackId) void background.run('look where networks run', facts.look());
        isFirst = false;
        yield { ...chunk, url: artifactKey === null ? null : urls.artifactUrl(artifactKey, file) };
      }
    },
  };
}
