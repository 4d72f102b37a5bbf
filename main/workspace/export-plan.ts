import type { z } from 'zod';
import type { exporting } from '../../api/export.ts';
import type { EncodePreset } from '../../core/export/encode-preset.ts';
import { placedVoicesOf, sceneFromDocument } from '../../core/project/scene-from-document.ts';
import type { Scene } from '../../core/project/scene.ts';
import { framesPerSecond } from '../../core/time/frame-rate.ts';
import type { Analyses } from './analyses.ts';
import { correctedEstimate } from './export-estimate.ts';
import type { ExportShape } from './export-estimate.ts';
import { findingsOf } from './export-findings.ts';
import { freePath, stemOf } from './file-names.ts';
import { neededAssetIds, requireVideo } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';
import type { Settings } from './settings.ts';
import { countFrames, touchedFrames } from './touched-frames.ts';
import type { WorkspacePorts } from './workspace-ports.ts';
import { StudioError } from '../../core/errors.ts';
import { sayingOf } from '../../core/saying.ts';
import type { Saying } from '../../core/saying.ts';

/** What an export would do. */
export type ExportPlan = z.output<typeof exporting.plan.output>;

/** What plans are made with. */
export interface ExportPlanParts {
  readonly ports: Pick<WorkspacePorts, 'userFiles'>;
  readonly analyses: Pick<Analyses, 'read'>;
  readonly settings: Pick<Settings, 'readExportMeasures'>;
}

/** Plans an export of the project as it is now. @throws 'project.no-video' */
export async function planExport(
  { ports, analyses, settings }: ExportPlanParts,
  session: ProjectSession,
  preset: EncodePreset,
): Promise<ExportPlan> {
  const { userFiles } = ports;
  const { document } = session.project;
  const video = requireVideo(session);
  const scene = sceneFromDocument(document);
  const analysis = await analyses.read(video);
  const shape = await exportShapeOf(analyses, session, preset);
  const estimate = correctedEstimate(shape, await settings.readExportMeasures());
  const folder = userFiles.folderOf(video.path) ?? video.path;
  const findings = findingsOf({
    document,
    scene,
    video,
    picture: pictureOf(session),
    analysis,
    missing: neededAssetIds(session)
      .filter((assetId) => session.missingAssetIds.includes(assetId))
      .map((assetId) => document.assets[assetId]),
    estimatedBytes: estimate.bytes,
    freeBytes: await userFiles.freeBytes(folder),
  });
  const told = sentencesOf(session, scene, shape);
  return {
    suggestedPath: await freePath(userFiles, folder, `${stemOf(video.name)} dubbed`, '.mp4'),
    frameCount: shape.frameCount,
    changedFrames: shape.changedFrames,
    estimatedSec: estimate.sec,
    estimatedBytes: estimate.bytes,
    findings,
    sentences: told.map(({ sentence }) => sentence),
    sayings: told.map(({ saying }) => saying),
  };
}

/** What the export's time and size depend on. */
export async function exportShapeOf(
  analyses: Pick<Analyses, 'read'>,
  session: ProjectSession,
  preset: EncodePreset,
): Promise<ExportShape> {
  const video = requireVideo(session);
  const picture = pictureOf(session);
  const analysis = await analyses.read(video);
  const scene = sceneFromDocument(session.project.document);
  return {
    widthPx: picture.widthPx,
    heightPx: picture.heightPx,
    frameCount: picture.frameCount,
    changedFrames: countFrames(touchedFrames(scene, picture, analysis)),
    durationSec: video.summary.durationSec,
    preset,
    isAnalysed: analysis !== null || scene.people.length === 0,
  };
}

/**
 * How loud the original sound is in the export, dB. Without any voice the original is heard: nobody wants a mute file because an eye
 * was edited.
 */
export function originalSoundDbOf({ project }: ProjectSession): number | null {
  const { originalSoundDb } = project.document.settings.project;
  return placedVoicesOf(project.document).length === 0 ? (originalSoundDb ?? 0) : originalSoundDb;
}

function pictureOf(session: ProjectSession) {
  const { picture } = requireVideo(session).summary;
  if (picture === null) throw new StudioError('project.no-video', 'The file of the project has no picture.');
  return picture;
}

/** An English sentence and the same for other languages. */
interface PlanSentence {
  readonly sentence: string;
  readonly saying: Saying;
}

function sentencesOf(session: ProjectSession, scene: Scene, shape: ExportShape): readonly PlanSentence[] {
  const { isMarked } = session.project.document.settings.project;
  return [
    formatSentence(session, shape),
    ...scene.people.map((person) => faceSentence(session, person)),
    {
      sentence: `${String(shape.changedFrames)} frames can change; the pixels of the others stay as they are.`,
      saying: sayingOf('plan.changed-frames', { count: shape.changedFrames }),
    },
    soundSentence(session),
    isMarked
      ? { sentence: "The file's tags say that the face was changed.", saying: sayingOf('plan.marked', {}) }
      : { sentence: 'The file carries no mark that the face was changed.', saying: sayingOf('plan.unmarked', {}) },
  ];
}

function formatSentence(session: ProjectSession, { widthPx, heightPx, frameCount }: ExportShape): PlanSentence {
  const { frameRate, isVariableFrameRate: isVariable } = pictureOf(session);
  const rate = Number(framesPerSecond(frameRate).toFixed(3));
  const size = `${String(widthPx)} × ${String(heightPx)}`;
  return {
    sentence: `${String(frameCount)} frames, ${size}, ${String(rate)} a second${isVariable ? ' on average' : ''}, as in the original; MP4 with H.264 and AAC.`,
    saying: sayingOf('plan.format', { frameCount, widthPx, heightPx, rate, isVariable }),
  };
}

function faceSentence(session: ProjectSession, { faceNumber, voices, edits }: Scene['people'][number]): PlanSentence {
  const given = session.project.document.faces[String(faceNumber)]?.name ?? '';
  const name = given === '' ? `Face ${String(faceNumber)}` : given;
  const parts = [counted(voices.length, 'line'), counted(edits.length, 'edit')].filter((part) => part !== '');
  return {
    sentence: `${name}: ${parts.join(' and ')}.`,
    saying: sayingOf('plan.face', { name: given, faceNumber, lines: voices.length, edits: edits.length }),
  };
}

function soundSentence(session: ProjectSession): PlanSentence {
  const soundDb = originalSoundDbOf(session);
  const hasVoices = placedVoicesOf(session.project.document).length > 0;
  if (soundDb === null)
    return { sentence: 'Only the placed voices are heard.', saying: sayingOf('plan.only-voices', {}) };
  return {
    sentence: `The original sound is heard${soundDb === 0 ? '' : ` at ${String(soundDb)} dB`}${hasVoices ? ' with the voices' : ''}.`,
    saying: sayingOf('plan.original-sound', { soundDb, hasVoices }),
  };
}

function counted(count: number, word: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${word}` : `${String(count)} ${word}s`;
}
