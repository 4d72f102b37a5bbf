import { factorHandles, type FactorName } from '../../core/analysis/factor.ts';
import type { FactorTrack } from '../../core/analysis/factor.ts';
import { factorEditSchema, type FactorEdit } from '../../core/edit/factor-edit.ts';
import { makeDocument } from '../../core/project/document.ts';
import type { Asset, DubLine, ProjectDocument } from '../../core/project/records.ts';

/** A video asset of 250 frames at 25 fps, 1280 x 720. */
export function aVideoAsset(changes: Partial<Asset> = {}): Asset {
  return {
    assetId: 'video-1',
    kind: 'video',
    name: 'interview.mp4',
    path: '/media/interview.mp4',
    sizeBytes: 1_000_000,
    modifiedMs: 1,
    contentKey: 'video-content',
    summary: {
      durationSec: 10,
      picture: {
        widthPx: 1280,
        heightPx: 720,
        frameCount: 250,
        frameRate: { num: 25, den: 1 },
        isVariableFrameRate: false,
        codec: 'h264',
        colourSpace: 'bt709',
      },
      sound: { sampleRateHz: 48_000, channels: 2, codec: 'aac' },
    },
    stillSec: null,
    ...changes,
  };
}

/** A still picture of 641 x 900 that is shown for 10 s. */
export function aStillAsset(changes: Partial<Asset> = {}): Asset {
  const { stillSec = 10 } = changes;
  const length = stillSec ?? 10;
  return {
    ...aVideoAsset(),
    assetId: 'still-1',
    name: 'portrait.png',
    path: '/media/portrait.png',
    contentKey: 'portrait-content',
    summary: {
      durationSec: length,
      picture: {
        widthPx: 640,
        heightPx: 900,
        frameCount: length * 25,
        frameRate: { num: 25, den: 1 },
        isVariableFrameRate: false,
        codec: 'png',
        colourSpace: 'unknown',
      },
      sound: null,
    },
    stillSec,
    ...changes,
  };
}

/** A voice asset of 8 s. */
export function aVoiceAsset(changes: Partial<Asset> = {}): Asset {
  return {
    ...aVideoAsset(),
    assetId: 'voice-1',
    kind: 'voice',
    name: 'line.wav',
    path: '/media/line.wav',
    contentKey: 'voice-content',
    summary: { durationSec: 8, picture: null, sound: { sampleRateHz: 48_000, channels: 1, codec: 'pcm_s16le' } },
    ...changes,
  };
}

/** A line of 3 s of the voice asset, heard from 1 s on, for face 1. */
export function aDubLine(changes: Partial<DubLine> = {}): DubLine {
  return {
    lineId: 'line-1',
    faceNumber: 1,
    text: 'Le port ouvre à dix heures.',
    startSec: 1,
    gainDb: 0,
    isMuted: false,
    takes: [{ takeId: 'take-1', assetId: 'voice-1', sourceStartSec: 0.5, durationSec: 3 }],
    activeTakeId: 'take-1',
    textDurationSec: 0,
    ...changes,
  };
}

/** Any fields of any kind of edit. */
type EditChanges = Readonly<Record<string, unknown>>;

/** An offset of the lip opening by 0.1 iod from 2 s to 4 s, or whatever the changes make of it. */
export function aFactorEdit(changes: EditChanges = {}): FactorEdit {
  // Fields of another kind than the wanted one go.
  return factorEditSchema.parse({
    editId: 'edit-1',
    faceNumber: 1,
    factor: 'lip',
    handle: 'open',
    startSec: 2,
    endSec: 4,
    rampInSec: 0,
    rampOutSec: 0,
    isEnabled: true,
    position: 1,
    kind: 'offset',
    amount: 0.1,
    ...changes,
  });
}

/** A project with one video, one voice and one line. */
export function aProjectDocument(): ProjectDocument {
  const empty = makeDocument('Harbour interview');
  return {
    ...empty,
    settings: { project: { ...empty.settings.project, videoAssetId: 'video-1' } },
    assets: { 'video-1': aVideoAsset(), 'voice-1': aVoiceAsset() },
    lines: { 'line-1': aDubLine() },
  };
}

/** A factor track of a given row for every frame. */
export function aFactorTrack(
  factor: FactorName,
  rowAt: (t: number) => readonly number[],
  frameCount: number,
): FactorTrack {
  const values = Float32Array.from({ length: frameCount }, (_, t) => t).reduce(
    (all, t) => {
      all.set(rowAt(t), t * factorHandles[factor].length);
      return all;
    },
    new Float32Array(frameCount * factorHandles[factor].length),
  );
  return { factor, handles: factorHandles[factor], startFrame: 0, values };
}

/** Start times of frames at a constant rate. */
export function frameTimes(frameCount: number, rateHz = 25): Float64Array {
  return Float64Array.from({ length: frameCount }, (_, frame) => frame / rateHz);
}
