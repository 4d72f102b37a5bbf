import type { DubTracksItem, ExportItem, ExportRequest, PatchChunk } from '../../api/engine-contract.ts';
import type { AbortSignalLike } from '../../core/errors.ts';
import type { Scene } from '../../core/project/scene.ts';
import type { ScenePorts } from './scene-ports.ts';

/** The frames asked for: `startFrame` up to `endFrame` (exclusive). */
export interface PreviewRequest {
  readonly scene: Scene;
  readonly startFrame: number;
  readonly endFrame: number;
}

/** Makes frames of scenes: for the eye, for the curves, and for a file; all of them from the same blocks. */
export interface SceneService {
  /** @see engineContract.engine.readDubTracks */
  readDubTracks(request: { readonly scene: Scene }, signal?: AbortSignalLike): AsyncIterable<DubTracksItem>;
  /** A newer preview ends the work of the older one, which then fails with 'job.cancelled'. */
  preview(request: PreviewRequest, signal?: AbortSignalLike): AsyncIterable<PatchChunk>;
  /** Finished segments stay in the cache when it is cancelled, fails, or the process dies: the same request goes on behind them. */
  export(request: ExportRequest, signal?: AbortSignalLike): AsyncIterable<ExportItem>;
  /** Closes the videos that are kept open between requests. */
  close(): Promise<void>;
}

export type { ScenePorts };
