import type { AnalysisArchive } from '../../../core/ports/analysis-archive.ts';
import type { ArtifactFiles } from '../../../core/ports/artifact-files.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { OpenFaceNetworks } from '../../../core/ports/face-networks.ts';
import type { MediaReader } from '../../../core/ports/media.ts';
import type { OutputGuard } from '../../../core/ports/output-guard.ts';
import type { SegmentMedia } from '../../../core/ports/segment-media.ts';
import type { StillVideos } from '../../../core/ports/still-videos.ts';
import type { VoiceArchive } from '../../../core/ports/voice-archive.ts';
import type { MouthVocabulary } from '../atlas/driven-person.ts';

/** What the use cases on scenes need of the outside. Costly parts are opened when they are first needed. */
export interface ScenePorts {
  readonly openReader: () => Promise<MediaReader>;
  readonly openSegmentMedia: () => Promise<SegmentMedia>;
  readonly analyses: AnalysisArchive;
  readonly voices: VoiceArchive;
  readonly artifacts: ArtifactFiles;
  /** The networks of a scene's pack; null for the atlas pack. */
  readonly openFaceNetworks: OpenFaceNetworks;
  readonly stills: StillVideos;
  /** What the atlas pack gives to the synthesis. */
  readonly openSynthesizerParts: () => Promise<MouthVocabulary>;
  readonly outputGuard: OutputGuard;
  readonly clock: Clock;
  readonly facetVersion: string;
}
