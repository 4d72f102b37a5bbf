import { codeEditProblems } from '../../../core/edit/code-edit-kinds.ts';
import type { FaceNetworks, NetworkCost } from '../../../core/ports/face-networks.ts';
import { sayingOf, type Saying } from '../../../core/saying.ts';
import { codeHandlesOf } from '../generated/generated-person.ts';
import type { StagedPerson } from './scene-stage.ts';

/** A sentence for the user of an export. */
export interface SceneNotice {
  readonly sentence: string;
  readonly saying: Saying;
}

/** Voices that nobody can hear, and edits that the pack cannot take. */
export function stagedNotices(people: readonly StagedPerson[], networks: FaceNetworks | null): readonly SceneNotice[] {
  const notices: SceneNotice[] = [];
  for (const { faceNumber, silentPassages } of people) {
    if (silentPassages === 0) continue;
    notices.push({
      sentence: `A voice of face ${faceNumber} cannot be heard: its lips stay as they are there.`,
      saying: sayingOf('job.voice-not-heard', { faceNumber }),
    });
  }
  if (networks === null) return notices;
  const handlesOf = codeHandlesOf(networks.pack);
  const packId = networks.pack.id;
  for (const { faceNumber, edits } of people) {
    const count = codeEditProblems(edits, handlesOf).length;
    if (count === 0) continue;
    notices.push({
      sentence:
        `${count} of the edits of face ${faceNumber} ${count === 1 ? 'is' : 'are'} left out: ` +
        `the pack ${packId} knows factors as a whole and has no such handles.`,
      saying: sayingOf('job.edits-left-out', { faceNumber, count, packId }),
    });
  }
  return notices;
}

/** What the networks of a pack took between two readings of their costs; null when none of them ran. */
export function costNotice(
  provider: string,
  before: readonly NetworkCost[],
  after: readonly NetworkCost[],
): SceneNotice | null {
  const spent = (network: NetworkCost['network']): { readonly items: number; readonly msEach: number } => {
    const [start, end] = [before, after].map((costs) => costs.find((cost) => cost.network === network));
    const items = (end?.items ?? 0) - (start?.items ?? 0);
    const totalMs = (end?.totalMs ?? 0) - (start?.totalMs ?? 0);
    return { items, msEach: items > 0 ? Math.round((totalMs / items) * 10) / 10 : 0 };
  };
  const [motion, audio, generator] = [spent('motion'), spent('audio'), spent('generator')];
  if (motion.items + audio.items + generator.items === 0) return null;
  return {
    sentence:
      `Networks on ${provider}: motion ${motion.items} pictures, ${motion.msEach} ms each; ` +
      `sound ${audio.items} windows, ${audio.msEach} ms each; generator ${generator.items} pictures, ${generator.msEach} ms each.`,
    saying: sayingOf('job.network-costs', {
      provider,
      motionItems: motion.items,
      motionMs: motion.msEach,
      soundItems: audio.items,
      soundMs: audio.msEach,
      generatorItems: generator.items,
      generatorMs: generator.msEach,
    }),
  };
}
