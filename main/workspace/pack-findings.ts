import { joinRanges } from '../../core/time/frame-range.ts';
import { codeEditProblems } from '../../core/edit/code-edit-kinds.ts';
import { sayingOf } from '../../core/saying.ts';
import type { ExportOutlook } from './export-findings.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { absentPackSentence } from './packs.ts';
import { framesMetBy, generatorHandlesOf } from './touched-frames.ts';

/** What the model pack of a project cannot do for it. */
export function packFindings(outlook: ExportOutlook): readonly Finding[] {
  return [...stateFindings(outlook), ...stillFindings(outlook), ...editFindings(outlook)];
}

function stateFindings({ pack: { packId, state } }: ExportOutlook): Finding[] {
  if (state === 'absent')
    return [finding('blocker', sayingOf('project.pack-absent', { packId }), absentPackSentence(packId))];
  if (state === 'damaged')
    return [
      finding(
        'blocker',
        sayingOf('export.pack-damaged', { packId }),
        `The model pack “${packId}” cannot be read. Import it again, or choose another pack in the project.`,
      ),
    ];
  return [];
}

/** The atlas takes mouths from the video's own frames, and a still picture has one. */
function stillFindings({ pack, video: { name, stillSec } }: ExportOutlook): Finding[] {
  if (stillSec === null || pack.isGenerative) return [];
  const sentence = `${name} is a still picture, and the pack “${pack.packId}” cannot move it. Choose a generative pack in the project; one is made of the official checkpoints under Models and engine.`;
  return [finding('blocker', sayingOf('export.still-needs-generator', { name, packId: pack.packId }), sentence)];
}

/** Codes of a generator have no numbers that say how far a mouth opens: edits of such handles are left out. */
function editFindings({ pack, scene, picture }: ExportOutlook): Finding[] {
  const handlesOf = generatorHandlesOf(pack);
  if (handlesOf === null || pack.state !== 'installed') return [];
  return scene.people.flatMap(({ faceNumber, edits }) => {
    const problems = codeEditProblems(edits, handlesOf);
    if (problems.length === 0) return [];
    const count = problems.length;
    const named = `${count === 1 ? 'One edit' : `${String(count)} edits`} of face ${String(faceNumber)}`;
    const sentence = `${named} cannot be made by the pack “${pack.packId}” and ${count === 1 ? 'is' : 'are'} left out: it takes gain, smooth, freeze, replace and blend of a whole factor.`;
    const frames = joinRanges(problems.flatMap(({ edit }) => framesMetBy(edit, picture) ?? []));
    const saying = sayingOf('export.edits-left-out', { faceNumber, count, packId: pack.packId });
    return [finding('warning', saying, sentence, { faceNumber, frames: [...frames] })];
  });
}
