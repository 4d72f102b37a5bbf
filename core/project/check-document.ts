import { factorHandles } from '../analysis/factor.ts';
import { codeHandleNames } from '../edit/factor-edit.ts';
import type { FactorEdit } from '../edit/factor-edit.ts';
import { StudioError } from '../errors.ts';
import { collectionNames, recordIdOf, type DubLine, type ProjectDocument } from './records.ts';
import { settingsOf } from './document.ts';

/** A rule that a document breaks. */
export interface DocumentProblem {
  readonly collection: string;
  readonly id: string;
  readonly sentence: string;
}

/** Everything in a document that contradicts itself; empty for a sound one. Records themselves were checked by their schemas. */
export function checkDocument(document: ProjectDocument): readonly DocumentProblem[] {
  return [
    ...misplacedRecords(document),
    ...settingsProblems(document),
    ...Object.values(document.lines).flatMap((line) => lineProblems(document, line)),
    ...Object.values(document.edits).flatMap((edit) => editProblems(document, edit)),
  ];
}

/** @throws StudioError 'project.invalid-change' with the first problem of the document */
export function assertSoundDocument(document: ProjectDocument): void {
  const [problem] = checkDocument(document);
  if (problem === undefined) return;
  const { collection, id, sentence } = problem;
  throw new StudioError('project.invalid-change', sentence, { collection, id });
}

function misplacedRecords(document: ProjectDocument): DocumentProblem[] {
  return collectionNames.flatMap((collection) =>
    Object.entries(document[collection]).flatMap(([id, record]) =>
      recordIdOf(collection, record as never) === id
        ? []
        : [{ collection, id, sentence: `A record of ${collection} stands at the place of another.` }],
    ),
  );
}

function settingsProblems(document: ProjectDocument): DocumentProblem[] {
  const settings = settingsOf(document) as ReturnType<typeof settingsOf> | undefined;
  const problem = (sentence: string) => [{ collection: 'settings', id: 'project', sentence }];
  if (settings === undefined) return problem('The project has lost its settings.');
  if (settings.videoAssetId === null) return [];
  const asset = document.assets[settings.videoAssetId];
  if (asset === undefined) return problem('The video of the project is not among its files.');
  return asset.kind === 'video' ? [] : problem(`${asset.name} has no picture, so it cannot be the video.`);
}

function lineProblems({ assets }: ProjectDocument, line: DubLine): DocumentProblem[] {
  const problem = (sentence: string) => ({ collection: 'lines', id: line.lineId, sentence });
  const problems: DocumentProblem[] = [];
  const name = line.text === '' ? 'A line' : `The line “${line.text.slice(0, 60)}”`;
  for (const take of line.takes) {
    const asset = assets[take.assetId];
    if (asset === undefined)
      problems.push(problem(`${name} needs a voice file that is no longer part of the project.`));
    else if (asset.summary.sound === null)
      problems.push(problem(`${asset.name} has no sound, so it cannot be a take.`));
    else if (take.sourceStartSec + take.durationSec > asset.summary.durationSec + lengthToleranceSec)
      problems.push(problem(`${name} reaches beyond the end of ${asset.name}.`));
  }
  const takeIds = new Set(line.takes.map(({ takeId }) => takeId));
  if (takeIds.size !== line.takes.length) problems.push(problem(`${name} has the same take twice.`));
  if (line.activeTakeId !== null && !takeIds.has(line.activeTakeId))
    problems.push(problem(`${name} plays a take that it does not have.`));
  return problems;
}

/** Lengths of compressed sound differ by a packet between programs. */
const lengthToleranceSec = 0.1;

function editProblems({ assets }: ProjectDocument, edit: FactorEdit): DocumentProblem[] {
  const problem = (sentence: string) => ({ collection: 'edits', id: edit.editId, sentence });
  const problems: DocumentProblem[] = [];
  if (!(edit.endSec > edit.startSec)) problems.push(problem('The end of an edit must come after its start.'));
  const handles = [...factorHandles[edit.factor].map(({ name }) => name), ...(codeHandleNames[edit.factor] ?? [])];
  if (edit.handle !== null && !handles.includes(edit.handle))
    problems.push(problem(`The factor ${edit.factor} has no handle ${edit.handle}.`));
  if (edit.handle === null && (edit.kind === 'offset' || edit.kind === 'keyframes'))
    problems.push(problem('This edit needs one handle to act on.'));
  if (edit.kind === 'keyframes' && !ascends(edit.keyframes.map(({ timeSec }) => timeSec)))
    problems.push(problem('The keyframes of a curve must follow each other in time.'));
  if (edit.kind === 'replace' && edit.assetId !== null && assets[edit.assetId]?.kind !== 'video')
    problems.push(problem('The video that an edit takes its values from is not part of the project.'));
  return problems;
}

function ascends(times: readonly number[]): boolean {
  return times.every((time, index) => index === 0 || time > times[index - 1]);
}
