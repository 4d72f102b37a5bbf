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
  return {
    suggestedPath: await freePath(userFiles, folder, `${stemOf(video.name)} dubbed`, '.mp4'),
    frameCount: shape.frameCount,
    changedFrames: shape.changedFrames,
    estimatedSec: estimate.sec,
    estimatedBytes: estimate.bytes,
    findings,
    sentences: sentencesOf(session, scene, shape),
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

function sentencesOf(session: ProjectSession, scene: Scene, shape: ExportShape): readonly string[] {
  const { frameRate, isVariableFrameRate } = pictureOf(session);
  const rate = Number(framesPerSecond(frameRate).toFixed(3));
  const { settings, faces } = session.project.document;
  const soundDb = originalSoundDbOf(session);
  const size = `${String(shape.widthPx)} × ${String(shape.heightPx)}`;
  return [
    `${String(shape.frameCount)} frames, ${size}, ${String(rate)} a second${isVariableFrameRate ? ' on average' : ''}, as in the original; MP4 with H.264 and AAC.`,
    ...scene.people.map(({ faceNumber, voices, edits }) => {
      const name = faces[String(faceNumber)]?.name || `Face ${String(faceNumber)}`;
      const parts = [counted(voices.length, 'line'), counted(edits.length, 'edit')].filter((part) => part !== '');
      return `${name}: ${parts.join(' and ')}.`;
    }),
    `${String(shape.changedFrames)} frames can change; the pixels of the others stay as they are.`,
    soundDb === null
      ? 'Only the placed voices are heard.'
      : `The original sound is heard${soundDb === 0 ? '' : ` at ${String(soundDb)} dB`}${placedVoicesOf(session.project.document).length > 0 ? ' with the voices' : ''}.`,
    settings.project.isMarked
      ? "The file's tags say that the face was changed."
      : 'The file carries no mark that the face was changed.',
  ];
}

function counted(count: number, word: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${word}` : `${String(count)} ${word}s`;
}
