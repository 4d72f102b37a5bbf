import { factorNames } from '../analysis/factor.ts';
import { activeEdits } from '../edit/evaluate-edits.ts';
import type { FactorEdit } from '../edit/factor-edit.ts';
import { StudioError } from '../errors.ts';
import { settingsOf } from './document.ts';
import { activeTakeOf } from './dub-line.ts';
import type { Asset, DubLine, ProjectDocument } from './records.ts';
import type { PlacedVoice, Scene, SceneFile } from './scene.ts';

/** Voices of a project on the picture's time, in order: all that is heard, or one face's. Muted lines and lines without a take are left out. */
export function placedVoicesOf(document: ProjectDocument, faceNumber: number | null = null): readonly PlacedVoice[] {
  return Object.values(document.lines)
    .filter((line) => !line.isMuted && (faceNumber === null || line.faceNumber === faceNumber))
    .flatMap((line) => placedVoiceOf(document, line))
    .sort((a, b) => a.startSec - b.startSec || (a.file.contentKey < b.file.contentKey ? -1 : 1));
}

function placedVoiceOf({ assets }: ProjectDocument, line: DubLine): PlacedVoice[] {
  const take = activeTakeOf(line);
  const asset = take === null ? undefined : assets[take.assetId];
  if (take === null || asset === undefined) return [];
  const { startSec, gainDb } = line;
  return [
    { file: fileOf(asset), startSec, gainDb, sourceStartSec: take.sourceStartSec, durationSec: take.durationSec },
  ];
}

function fileOf({ path, contentKey, stillSec }: Asset): SceneFile {
  return { path, contentKey, ...(stillSec !== null && { stillSec }) };
}

/**
 * The scene that a project shows: what preview and export are made from. Faces that the user locked, and those without a voice and
 * without an edit, are left as they are. Equal projects give equal scenes, also in the order of everything.
 *
 * @throws StudioError 'project.no-video' while the project has no video
 */
export function sceneFromDocument(document: ProjectDocument): Scene {
  const { videoAssetId, canAdapt, packId, expressionWindowFrames } = settingsOf(document);
  const video = videoAssetId === null ? undefined : document.assets[videoAssetId];
  if (video === undefined) throw new StudioError('project.no-video', 'Add a video first: the project has none yet.');
  const edits = Object.values(document.edits);
  const people = facesIn(document)
    .map((faceNumber) => ({
      faceNumber,
      voices: placedVoicesOf(document, faceNumber),
      edits: editsOfFace(edits, faceNumber),
    }))
    .filter((person) => person.voices.length > 0 || person.edits.length > 0);
  const factorSources = factorSourcesOf(document, people);
  return { video: fileOf(video), people, canAdapt, factorSources, packId, expressionWindowFrames };
}

function facesIn({ lines, edits, faces }: ProjectDocument): readonly number[] {
  const numbers = new Set([...Object.values(lines), ...Object.values(edits)].map(({ faceNumber }) => faceNumber));
  return [...numbers].filter((faceNumber) => faces[String(faceNumber)]?.isLocked !== true).sort((a, b) => a - b);
}

function editsOfFace(edits: readonly FactorEdit[], faceNumber: number): readonly FactorEdit[] {
  const own = edits.filter((edit) => edit.faceNumber === faceNumber);
  return factorNames.flatMap((factor) => activeEdits(own, factor));
}

function factorSourcesOf({ assets }: ProjectDocument, people: Scene['people']): Readonly<Record<string, SceneFile>> {
  const ids = people
    .flatMap(({ edits }) => edits)
    .flatMap((edit) => (edit.kind === 'replace' && edit.assetId !== null ? [edit.assetId] : []));
  return Object.fromEntries([...new Set(ids)].sort().flatMap((id) => (assets[id] ? [[id, fileOf(assets[id])]] : [])));
}
