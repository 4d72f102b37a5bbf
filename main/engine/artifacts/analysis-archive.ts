import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import type { AnalysisArchive } from '../../../core/ports/analysis-archive.ts';
import type { VideoAnalyser } from '../../../core/ports/analysis.ts';
import type { MediaReader } from '../../../core/ports/media.ts';
import type { ProgressReport } from '../../../core/ports/progress.ts';
import { throwIfCancelled } from '../../../core/errors.ts';
import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import type { SceneFile } from '../../../core/project/scene.ts';
import { loadAnalysis, saveAnalysis } from './analysis-files.ts';
import type { LoadedAnalysis } from './analysis-files.ts';
import { artifactKey } from './artifact-key.ts';
import { openArtifact } from './kept-artifact.ts';
import { makeSharedWork } from './shared-work.ts';

/** Raise it whenever the analysis, or how it is written down, gives another result for the same video. */
const analysisMaker = 'analysis-3';

/** What the archive needs to make an analysis. */
export interface AnalysisArchiveParts {
  readonly cache: ArtifactCache;
  readonly openReader: () => Promise<MediaReader>;
  /** The archive closes it. */
  readonly openAnalyser: () => Promise<VideoAnalyser>;
}

/** Keeps analyses in the artifact cache; see {@link saveAnalysis} for the files. */
export function createAnalysisArchive({ cache, openReader, openAnalyser }: AnalysisArchiveParts): AnalysisArchive {
  const shared = makeSharedWork<null, ProgressReport>();

  async function make(
    video: SceneFile,
    folder: string,
    signal: AbortSignal,
    onProgress: (report: ProgressReport) => void,
  ): Promise<void> {
    const reader = await openReader();
    const info = await reader.probe(video.path, signal);
    // Refused before the networks are loaded.
    supportedPictureOf(info);
    const analyser = await openAnalyser();
    try {
      throwIfCancelled(signal);
      const analysis = await analyser.analyse(info, { signal, onProgress, scratchFolder: folder });
      await saveAnalysis(folder, info, analysis);
    } finally {
      await analyser.close();
    }
  }

  return {
    async open(video, options = {}) {
      const artifactKeyOfVideo = artifactKey(analysisMaker, video.contentKey);
      throwIfCancelled(options.signal);
      // Each caller has a landmark file of its own to close, so only the making is shared.
      const load = (folder: string): Promise<LoadedAnalysis> => loadAnalysis(folder, video.path);
      const loaded = await openArtifact(cache, artifactKeyOfVideo, {
        load,
        make: async () => {
          await shared.join(
            artifactKeyOfVideo,
            async (signal, onProgress) => {
              await cache.make(artifactKeyOfVideo, (folder) => make(video, folder, signal, onProgress));
              return null;
            },
            options,
          );
        },
      });
      return {
        info: loaded.info,
        analysis: loaded.analysis,
        artifactKey: artifactKeyOfVideo,
        close: async () => loaded.close(),
      };
    },
  };
}
