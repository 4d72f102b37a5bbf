import { factorHandles, factorNames } from '../../core/analysis/factor.ts';
import { interpolations, type FactorEdit, type Keyframe } from '../../core/edit/factor-edit.ts';
import type { RecordWish } from '../../core/project/record-change.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import type { Random } from '../../examples/generator/seeded-random.ts';
import { aDubLine, aFactorEdit, aVoiceAsset } from './a-project.ts';

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)];

/** An edit of any kind on any handle, sound in itself; the same random numbers give the same edit. */
export function aRandomEdit(random: Random, editId: string): FactorEdit {
  const factor = pick(random, factorNames);
  const handle = pick(random, factorHandles[factor]).name;
  const startSec = random() * 8;
  const endSec = startSec + 0.05 + random() * 3;
  const base = {
    editId,
    factor,
    handle,
    startSec,
    endSec,
    position: random(),
    faceNumber: 1 + Math.floor(random() * 2),
  };
  const ramps = { rampInSec: random() * 0.5, rampOutSec: random() * 0.5, isEnabled: random() < 0.9 };
  const kinds: readonly (() => Readonly<Record<string, unknown>>)[] = [
    () => ({ kind: 'gain', gain: random() * 3 - 1 }),
    () => ({ kind: 'offset', amount: random() - 0.5 }),
    () => ({ kind: 'smooth', sigmaSec: 0.01 + random() }),
    () => ({ kind: 'freeze', atSec: random() * 10 }),
    () => ({ kind: 'blend', share: random(), handle: null }),
    () => ({ kind: 'replace', assetId: null, sourceFaceNumber: 1, sourceStartSec: random() * 5, handle: null }),
    () => ({
      kind: 'keyframes',
      mode: pick(random, ['absolute', 'relative']),
      keyframes: randomKeyframes(random, startSec),
    }),
  ];
  return aFactorEdit({ ...base, ...ramps, ...pick(random, kinds)() });
}

function randomKeyframes(random: Random, startSec: number): readonly Keyframe[] {
  let timeSec = startSec;
  return Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
    timeSec += 0.04 + random() * 0.5;
    return { timeSec, value: random() - 0.5, interpolation: pick(random, interpolations) };
  });
}

/** Wishes such as a person at the timeline has: new, changed and removed edits, lines, markers, faces, assets, names. */
export function randomWishes(random: Random, document: ProjectDocument, step: number): readonly RecordWish[] {
  const someEdit = pick(random, Object.keys(document.edits));
  const someLine = pick(random, Object.values(document.lines));
  const actions: readonly (() => readonly RecordWish[])[] = [
    () => [{ collection: 'edits', id: `edit-${step}`, after: aRandomEdit(random, `edit-${step}`) }],
    () => (someEdit ? [{ collection: 'edits', id: someEdit, after: aRandomEdit(random, someEdit) }] : []),
    () => (someEdit ? [{ collection: 'edits', id: someEdit, after: null }] : []),
    () => [
      { collection: 'lines', id: `line-${step}`, after: aDubLine({ lineId: `line-${step}`, startSec: random() * 9 }) },
    ],
    () =>
      someLine ? [{ collection: 'lines', id: someLine.lineId, after: { ...someLine, startSec: random() * 9 } }] : [],
    () => (someLine ? [{ collection: 'lines', id: someLine.lineId, after: null }] : []),
    () => [
      {
        collection: 'markers',
        id: `m-${step}`,
        after: { markerId: `m-${step}`, timeSec: random(), label: `Mark ${step}` },
      },
    ],
    () => [
      {
        collection: 'faces',
        id: '1',
        after: { faceNumber: 1, name: `Anna ${step}`, consentNote: '', isLocked: random() < 0.5 },
      },
    ],
    () => [{ collection: 'assets', id: `voice-${step}`, after: aVoiceAsset({ assetId: `voice-${step}` }) }],
    () => [{ collection: 'settings', id: 'project', after: { ...document.settings.project, name: `Name ${step}` } }],
  ];
  return [...pick(random, actions)(), ...(random() < 0.2 ? pick(random, actions)() : [])];
}
