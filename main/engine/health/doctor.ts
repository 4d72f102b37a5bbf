import { throwIfCancelled } from '../../../core/errors.ts';
import type { Doctor, HealthCheck, HealthCheckName } from '../../../core/ports/doctor.ts';
import type { ModelCatalog } from '../../../core/ports/model-catalog.ts';
import type { MediaRunner } from '../media/index.ts';
import { checkComputer, checkNode } from './computer-check.ts';
import { checkMedia } from './media-check.ts';
import { checkFaceModels, checkPacks, checkProviders } from './model-check.ts';
import { checkScratch } from './scratch-check.ts';

/** What the doctor looks at. */
export interface DoctorParts {
  readonly openRunner: () => Promise<MediaRunner>;
  readonly catalog: ModelCatalog;
  readonly scratchRoot: string;
}

/** Looks at this computer: what runs the program, ffmpeg, the networks, the disk. A check that breaks is a finding, not a failure. */
export function createDoctor({ openRunner, catalog, scratchRoot }: DoctorParts): Doctor {
  const checks: readonly [name: HealthCheckName, check: () => Promise<HealthCheck>][] = [
    ['node', checkNode],
    ['ffmpeg', () => checkMedia(openRunner)],
    ['providers', checkProviders],
    ['packs', () => checkPacks(catalog)],
    ['face models', checkFaceModels],
    ['scratch', () => checkScratch(scratchRoot)],
    ['computer', checkComputer],
  ];
  return {
    async *examine(signal) {
      for (const [name, check] of checks) {
        throwIfCancelled(signal);
        yield await check().catch((failure: unknown) => brokenCheck(name, failure));
      }
    },
  };
}

function brokenCheck(name: string, failure: unknown): HealthCheck {
  const sentence = failure instanceof Error ? failure.message : String(failure);
  return { name, status: 'missing', sentence, advice: '', details: {} };
}
