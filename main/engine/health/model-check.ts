import type { HealthCheck } from '../../../core/ports/doctor.ts';
import type { ModelCatalog } from '../../../core/ports/model-catalog.ts';
import { isStudioError } from '../../../core/errors.ts';
import { readFacePackage } from '../models/face-package.ts';
import { probeExecutionProviders } from '../onnx/execution-provider.ts';

/** What the networks can run on: each provider is tried in a process of its own, because a missing library may end it. */
export async function checkProviders(): Promise<HealthCheck> {
  const found = await probeExecutionProviders();
  const working = found.filter(({ isAvailable }) => isAvailable).map(({ provider }) => provider);
  const others = found
    .filter(({ isAvailable }) => !isAvailable)
    .map(({ provider, reason }) => `${provider}: ${reason}`);
  const hasAny = working.length > 0;
  return {
    name: 'providers',
    status: hasAny ? 'ok' : 'missing',
    sentence: hasAny ? `The networks can run on ${working.join(', ')}.` : 'The networks cannot run here.',
    advice: hasAny ? '' : others.join('; '),
    details: { working, others },
  };
}

/** Every file of every model pack against its manifest; of the user's packs too. */
export async function checkPacks(catalog: ModelCatalog): Promise<HealthCheck> {
  try {
    const packs = await catalog.list();
    const verified = await Promise.all(packs.map(({ id }) => catalog.verify(id)));
    const bad = verified.filter(({ state }) => state !== 'verified');
    const names = verified.map(({ id, version, state }) => `${id} ${version} (${state})`);
    const problems = bad.flatMap(({ files }) =>
      files.filter(({ problem }) => problem !== '').map(({ name, problem }) => `${name}: ${problem}`),
    );
    // A dub needs what comes with the program; an import that went bad is in the way of nothing else.
    const status = bad.length === 0 ? 'ok' : bad.some(({ isBuiltIn }) => isBuiltIn) ? 'missing' : 'warning';
    return {
      status,
      name: 'packs',
      sentence: `Model packs: ${names.join(', ')}.`,
      advice: bad.length === 0 ? '' : `${problems.join('; ')}. Install the pack again.`,
      details: { folders: verified.map(({ folder }) => folder), packs: names },
    };
  } catch (failure) {
    if (!isStudioError(failure)) throw failure;
    return { name: 'packs', status: 'missing', sentence: failure.message, advice: '', details: { code: failure.code } };
  }
}

/** The face models of the pinned package against their hash. */
export async function checkFaceModels(): Promise<HealthCheck> {
  try {
    await readFacePackage();
    return {
      name: 'face models',
      status: 'ok',
      sentence: 'The face models are the pinned ones.',
      advice: '',
      details: {},
    };
  } catch (failure) {
    if (!isStudioError(failure)) throw failure;
    return {
      name: 'face models',
      status: 'missing',
      sentence: failure.message,
      advice: '',
      details: { code: failure.code },
    };
  }
}
