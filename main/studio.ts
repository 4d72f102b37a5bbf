import type { Doctor } from '../core/ports/doctor.ts';
import type { ModelCatalog } from '../core/ports/model-catalog.ts';
import { createAnalysisService } from './services/analysis-service.ts';
import type { AnalysisService } from './services/analysis-service.ts';
import type { DubPorts } from './services/dub-ports.ts';
import { createDubService } from './services/dub-service.ts';
import type { DubService } from './services/dub-service.ts';

export type { AnalysisReport, AnalysisResult, AnalysedFace } from './services/analysis-service.ts';
export type { DubReport } from './services/dub-report.ts';
export type { DubNotice, DubOptions, DubRequest } from './services/dub-request.ts';
export type { FaceChoice } from './services/people.ts';

/** Everything outside that a studio stands on. Tests pass fakes; `adapters.ts` makes the real ones. */
export interface StudioAdapters extends DubPorts {
  readonly catalog: ModelCatalog;
  readonly doctor: Doctor;
}

/** The use cases, for every host. */
export interface Studio extends DubService, AnalysisService {
  readonly catalog: ModelCatalog;
  readonly doctor: Doctor;
  readonly version: string;
}

/** Builds the studio on its adapters. */
export function createStudio(adapters: StudioAdapters): Studio {
  return {
    ...createDubService(adapters),
    ...createAnalysisService(adapters),
    catalog: adapters.catalog,
    doctor: adapters.doctor,
    version: adapters.facetVersion,
  };
}
