import type { Doctor } from '../core/ports/doctor.ts';
import type { ModelCatalog } from '../core/ports/model-catalog.ts';
import type { PackImporter } from '../core/ports/pack-import.ts';
import { createAtlasSynthesizer } from './services/atlas-synthesizer.ts';
import type { AtlasSynthesizerParts } from './services/atlas-synthesizer.ts';
import { createAnalysisService } from './services/analysis-service.ts';
import type { AnalysisService } from './services/analysis-service.ts';
import type { DubPorts } from './services/dub-ports.ts';
import { createDubService } from './services/dub-service.ts';
import type { DubService } from './services/dub-service.ts';

export type { AnalysisReport, AnalysisResult, AnalysedFace } from './services/analysis-service.ts';
export type { DubReport } from './services/dub-report.ts';
export type { DubNotice, DubOptions, DubRequest } from './services/dub-request.ts';
export type { FaceChoice } from './services/face-choice.ts';

/** Everything outside that a studio stands on. Tests pass fakes; `adapters.ts` makes the real ones. */
export interface StudioAdapters extends Omit<DubPorts, 'openSynthesizer'> {
  /** What the model pack gives to the synthesis. */
  readonly openSynthesizerParts: () => Promise<Omit<AtlasSynthesizerParts, 'budgetBytes'>>;
  readonly catalog: ModelCatalog;
  readonly importer: PackImporter;
  readonly doctor: Doctor;
}

/** The use cases, for every host. */
export interface Studio extends DubService, AnalysisService {
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
  return {
    ...createDubService(ports),
    ...createAnalysisService(ports),
    catalog: adapters.catalog,
    importer: adapters.importer,
    doctor: adapters.doctor,
    version: adapters.facetVersion,
  };
}
