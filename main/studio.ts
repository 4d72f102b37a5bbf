import type { AnalysisArchive } from '../core/ports/analysis-archive.ts';
import type { ArtifactCache } from '../core/ports/artifact-cache.ts';
import type { Doctor } from '../core/ports/doctor.ts';
import type { ModelCatalog } from '../core/ports/model-catalog.ts';
import type { OpenFaceNetworks } from '../core/ports/face-networks.ts';
import type { MediaArtifacts } from '../core/ports/media-artifacts.ts';
import type { PackImporter } from '../core/ports/pack-import.ts';
import type { ReversedSounds } from '../core/ports/reversed-sounds.ts';
import type { StillVideos } from '../core/ports/still-videos.ts';
import { createAtlasSynthesizer } from './services/atlas/atlas-synthesizer.ts';
import type { AtlasSynthesizerParts } from './services/atlas/atlas-synthesizer.ts';
import { createAnalysisService } from './services/analysis-service.ts';
import type { AnalysisService } from './services/analysis-service.ts';
import type { DubPorts } from './services/dub/dub-ports.ts';
import { createDubService } from './services/dub/dub-service.ts';
import type { DubService } from './services/dub/dub-service.ts';
import type { ScenePorts } from './services/scene/scene-ports.ts';
import { createSceneService } from './services/scene/scene-service.ts';
import type { SceneService } from './services/scene/scene-service.ts';

export type { AnalysisReport, AnalysisResult, AnalysedFace } from './services/analysis-service.ts';
export type { DubReport } from './services/dub/dub-report.ts';
export type { DubNotice, DubOptions, DubRequest } from './services/dub/dub-request.ts';
export { assertDrivable, assertSomebody } from './services/dub/dub-faces.ts';
export { choosePeople } from './services/face-choice.ts';
export type { FaceChoice } from './services/face-choice.ts';
export type { SceneService, SceneVoice } from './services/scene/scene-service.ts';
export { rampFrames, strengthCurve } from './services/strength-curve.ts';

/** Everything outside that a studio stands on. Tests pass fakes; `adapters.ts` makes the real ones. */
export interface StudioAdapters extends Omit<DubPorts, 'openSynthesizer'>, ScenePorts, SceneSources {
  /** What the model pack gives to the synthesis. */
  readonly openSynthesizerParts: () => Promise<Omit<AtlasSynthesizerParts, 'budgetBytes'>>;
  readonly catalog: ModelCatalog;
  readonly importer: PackImporter;
  readonly doctor: Doctor;
}

/** What a host without projects makes scenes of: files, what is known of them, and the cache that keeps it. */
export interface SceneSources extends Pick<ScenePorts, 'openReader' | 'artifacts' | 'outputGuard' | 'clock'> {
  readonly analyses: AnalysisArchive;
  readonly cache: Pick<ArtifactCache, 'trim'>;
  readonly contentKeyOf: (path: string) => Promise<string>;
  readonly mediaArtifacts: Pick<MediaArtifacts, 'measurePeaks'>;
  readonly openFaceNetworks: OpenFaceNetworks;
  /** What the user set in the studio, unchecked; null where nothing was set. */
  readonly readSettings: () => Promise<unknown>;
  readonly reversedSounds: ReversedSounds;
  readonly stills: StillVideos;
}

/** The use cases, for every host. */
export interface Studio extends DubService, AnalysisService {
  /** Made when it is first asked for. */
  readonly scenes: () => SceneService;
  readonly sources: SceneSources;
  readonly catalog: ModelCatalog;
  readonly importer: PackImporter;
  readonly doctor: Doctor;
  readonly version: string;
}

/** Memory for the mouths of one person, bytes. With the two pictures in work and the networks a dub stays well under a gigabyte. */
const atlasBudgetBytes = 256 * 1024 * 1024;

/** Builds the studio on its adapters. */
export function createStudio(adapters: StudioAdapters): Studio {
  const openSynthesizer = async () => {
    const parts = await adapters.openSynthesizerParts();
    return createAtlasSynthesizer({ ...parts, budgetBytes: atlasBudgetBytes });
  };
  const ports: DubPorts = { ...adapters, openSynthesizer };
  let scenes: SceneService | null = null;
  return {
    scenes: () => (scenes ??= createSceneService(adapters)),
    sources: adapters,
    ...createDubService(ports),
    ...createAnalysisService(ports),
    catalog: adapters.catalog,
    importer: adapters.importer,
    doctor: adapters.doctor,
    version: adapters.facetVersion,
  };
}
