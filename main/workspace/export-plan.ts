import type { z } from 'zod';
import type { OpenNetworks } from '../../api/engine-contract.ts';
import type { exporting } from '../../api/export.ts';
import type { EncodePreset } from '../../core/export/encode-preset.ts';
import { placedVoicesOf, sceneFromDocument } from '../../core/project/scene-from-document.ts';
import type { Scene } from '../../core/project/scene.ts';
import { framesPerSecond } from '../../core/time/frame-rate.ts';
import { joinRanges } from '../../core/time/frame-range.ts';
import type { Analyses } from './analyses.ts';
import { correctedEstimate } from './export-estimate.ts';
import type { ExportShape } from './export-estimate.ts';
import { findingsOf } from './export-findings.ts';
import { freePath, stemOf } from './file-names.ts';
import type { EngineFacts } from './engine-facts.ts';
import type { PackOutlook, Packs } from './packs.ts';
import { neededAssetIds, requireVideo, videoOf } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';
import type { Settings } from './settings.ts';
import { countFrames, generatorHandlesOf, touchedFramesByPerson } from './touched-frames.ts';
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
  readonly packs: Pick<Packs, 'outlookOf'>;
  readonly facts: Pick<EngineFacts, 'look' | 'networks'>;
}

/** What the shape of an export is read from. */
export type ExportShapeParts = Omit<ExportPlanParts, 'ports' | 'settings'>;

/** Plans an export of the project as it is now. @throws 'project.no-video' */
export async function planExport(
  { ports, ...parts }: ExportPlanParts,
  session: ProjectSession,
  preset: EncodePreset,
): Promise<ExportPlan> {
  const { userFiles } = ports;
  const { document } = session.project;
  const video = requireVideo(session);
  const scene = sceneFromDocument(document);
  const analysis = await parts.analyses.read(video);
  const outlook = await parts.packs.outlookOf(session);
  const shape = await exportShapeOf(parts, session, preset);
  const costs = openNetworks(parts.facts, outlook.packId)?.costs ?? [];
  const estimate = correctedEstimate(shape, await parts.settings.readExportMeasures(), costs);
  const folder = userFiles.folderOf(video.path) ?? video.path;
  const findings = findingsOf({
    document,
    scene,
    video,
    picture: pictureOf(session),
    analysis,
    pack: outlook,
    missing: neededAssetIds(session)
      .filter((assetId) => session.missingAssetIds.includes(assetId))
      .map((assetId) => document.assets[assetId]),
    estimatedBytes: estimate.bytes,
    freeBytes: await userFiles.freeBytes(folder),
  });
  const told = sentencesOf(session, scene, shape, {
    outlook,
    provider: openNetworks(parts.facts, outlook.packId)?.executionProvider ?? '',
    isRough: estimate.isRough,
  });
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
  { analyses, packs, facts }: ExportShapeParts,
  session: ProjectSession,
  preset: EncodePreset,
): Promise<ExportShape> {
  const video = requireVideo(session);
  const picture = pictureOf(session);
  const analysis = await analyses.read(video);
  const scene = sceneFromDocument(session.project.document);
  const outlook = await packs.outlookOf(session);
  const touched = touchedFramesByPerson(scene, picture, analysis, generatorHandlesOf(outlook));
  if (outlook.isGenerative) await facts.look();
  const generated = outlook.isGenerative
    ? {
        packId: outlook.packId,
        provider: openNetworks(facts, outlook.packId)?.executionProvider ?? 'cpu',
        pictures: touched.reduce((total, frames) => total + countFrames(frames), 0),
      }
    : null;
  return {
    widthPx: picture.widthPx,
    heightPx: picture.heightPx,
    frameCount: picture.frameCount,
    changedFrames: countFrames(joinRanges(touched.flat())),
    durationSec: video.summary.durationSec,
    preset,
    isAnalysed: analysis !== null || scene.people.length === 0 || video.stillSec !== null,
    generated,
  };
}

/** A pack's networks, once they have been opened; null before: where they run depends on what proves itself. */
function openNetworks(facts: ExportShapeParts['facts'], packId: string): OpenNetworks | null {
  const open = facts.networks();
  return open?.packId === packId ? open : null;
}

/**
 * How loud the original sound is in the export, dB. Without any voice the original is heard: nobody wants a mute file because an eye
 * was edited. A still picture has no sound.
 */
export function originalSoundDbOf(session: ProjectSession): number | null {
  const { project } = session;
  const video = videoOf(session);
  if (video !== null && video.stillSec !== null) return null;
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

/** What the sentences say of how the pixels are made. */
interface Making {
  readonly outlook: PackOutlook;
  /** Where the generator runs; empty while that is not known. */
  readonly provider: string;
  readonly isRough: boolean;
}

function sentencesOf(
  session: ProjectSession,
  scene: Scene,
  shape: ExportShape,
  making: Making,
): readonly PlanSentence[] {
  const { isMarked } = session.project.document.settings.project;
  return [
    formatSentence(session, shape),
    ...scene.people.map((person) => faceSentence(session, person)),
    ...changeSentences(shape),
    ...packSentences(making),
    soundSentence(session),
    isMarked
      ? { sentence: 'The file’s tags say that the face was changed.', saying: sayingOf('plan.marked', {}) }
      : { sentence: 'The file carries no mark that the face was changed.', saying: sayingOf('plan.unmarked', {}) },
  ];
}

/** What stays as it is; nothing where every frame changes. */
function changeSentences({ changedFrames, frameCount }: ExportShape): readonly PlanSentence[] {
  if (changedFrames === frameCount) return [];
  return [
    {
      sentence: `${String(changedFrames)} frames can change; the pixels of the others stay as they are.`,
      saying: sayingOf('plan.changed-frames', { count: changedFrames }),
    },
  ];
}

function formatSentence(session: ProjectSession, { widthPx, heightPx, frameCount }: ExportShape): PlanSentence {
  const { frameRate, isVariableFrameRate: isVariable } = pictureOf(session);
  const { stillSec } = requireVideo(session);
  const rate = Number(framesPerSecond(frameRate).toFixed(3));
  const size = `${String(widthPx)} × ${String(heightPx)}`;
  if (stillSec !== null)
    return {
      sentence: `A still picture, shown for ${String(stillSec)} s: ${String(frameCount)} frames, ${size}, ${String(rate)} a second; MP4 with H.264 and AAC.`,
      saying: sayingOf('plan.still-format', { durationSec: stillSec, frameCount, widthPx, heightPx, rate }),
    };
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
  if (soundDb === null && !hasVoices)
    return { sentence: 'Nothing is heard: no voice is placed.', saying: sayingOf('plan.no-sound', {}) };
  if (soundDb === null)
    return { sentence: 'Only the placed voices are heard.', saying: sayingOf('plan.only-voices', {}) };
  return {
    sentence: `The original sound is heard${soundDb === 0 ? '' : ` at ${String(soundDb)} dB`}${hasVoices ? ' with the voices' : ''}.`,
    saying: sayingOf('plan.original-sound', { soundDb, hasVoices }),
  };
}

/** Which pack makes the pixels, under which licence, and where; of a generator also how sure the estimate is. */
function packSentences({ outlook: { packId, pack }, provider, isRough }: Making): readonly PlanSentence[] {
  if (pack === null) return [];
  const { licence } = pack;
  const place = provider === '' ? '' : `, on ${provider === 'cpu' ? 'the processor' : provider}`;
  const told = [
    {
      sentence: `The model pack “${packId}” makes the pixels${place}. Its licence: ${licence}.`,
      saying: sayingOf('plan.pack', { packId, licence, provider }),
    },
  ];
  if (!isRough) return told;
  const sentence = 'How long it takes is a rough guess: this pack has not made pictures on this computer yet.';
  return [...told, { sentence, saying: sayingOf('plan.rough-time', {}) }];
}

function counted(count: number, word: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${word}` : `${String(count)} ${word}s`;
}
