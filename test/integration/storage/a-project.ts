import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { OpenProject, ProjectStore } from '../../../core/ports/project-store.ts';
import { changesFromWishes } from '../../../core/project/document.ts';
import type { RecordWish } from '../../../core/project/record-change.ts';
import type { Asset, DubLine, FaceRecord, Marker } from '../../../core/project/records.ts';
import { createProjectStore } from '../../../main/storage/project-store.ts';

/** A folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'facet-storage-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store with its snapshots in the folder. */
export function aStore(folder: string, now?: () => number): ProjectStore {
  const snapshotFolder = join(folder, 'snapshots');
  return createProjectStore(now === undefined ? { snapshotFolder } : { snapshotFolder, now });
}

/** Makes the records of a project what the wishes say, as one step. */
export function commitWishes(project: OpenProject, label: string, wishes: RecordWish[], gestureId?: string) {
  return project.commit(label, changesFromWishes(project.document, wishes), gestureId ?? null);
}

export function anAsset(assetId: string, kind: Asset['kind'] = 'video'): Asset {
  const picture = {
    widthPx: 1280,
    heightPx: 720,
    frameCount: 250,
    frameRate: { num: 30000, den: 1001 },
    isVariableFrameRate: false,
    codec: 'h264',
    colourSpace: 'bt709',
  };
  return {
    assetId,
    kind,
    name: `${assetId}.mp4`,
    path: `/films/${assetId}.mp4`,
    sizeBytes: 123_456_789,
    modifiedMs: 1_760_000_000_123.5,
    contentKey: 'c'.repeat(64),
    summary: {
      durationSec: 10.01,
      picture: kind === 'video' ? picture : null,
      sound: { sampleRateHz: 48_000, channels: 2, codec: 'aac' },
    },
    stillSec: null,
  };
}

export function aLine(lineId: string, voiceAssetId: string, takeCount = 2): DubLine {
  const takes = Array.from({ length: takeCount }, (_, index) => ({
    takeId: `${lineId}-take-${index}`,
    assetId: voiceAssetId,
    sourceStartSec: index * 1.25,
    durationSec: 2.5,
  }));
  return {
    lineId,
    faceNumber: 1,
    text: 'Grüße – 你好',
    startSec: -0.25,
    gainDb: -3.5,
    isMuted: false,
    takes,
    activeTakeId: takes[0]?.takeId ?? null,
    textDurationSec: 1.5,
  };
}

export function aMarker(markerId: string, timeSec = 1): Marker {
  return { markerId, timeSec, label: `marker ${markerId}` };
}

export function aFace(faceNumber: number): FaceRecord {
  return { faceNumber, name: `Face ${faceNumber}`, consentNote: 'signed on paper', isLocked: true };
}

/** One edit of every kind. */
export function editsOfEveryKind(sourceAssetId: string): FactorEdit[] {
  const base = {
    faceNumber: 1,
    factor: 'headPose' as const,
    handle: 'yaw',
    startSec: 1,
    endSec: 3,
    rampInSec: 0.16,
    rampOutSec: 0,
    isEnabled: true,
  };
  return [
    { ...base, editId: 'e1', position: 1, kind: 'gain', gain: 0.5 },
    { ...base, editId: 'e2', position: 1.5, kind: 'offset', amount: -0.1 },
    { ...base, editId: 'e3', position: 2, kind: 'smooth', sigmaSec: 0.2 },
    { ...base, editId: 'e4', position: 3, kind: 'freeze', atSec: 2 },
    {
      ...base,
      editId: 'e5',
      position: 4,
      kind: 'replace',
      assetId: sourceAssetId,
      sourceFaceNumber: 2,
      sourceStartSec: 0,
    },
    { ...base, editId: 'e6', position: 5, kind: 'replace', assetId: null, sourceFaceNumber: 1, sourceStartSec: 4 },
    { ...base, editId: 'e7', position: 6, kind: 'blend', share: 0, handle: null, isEnabled: false },
    {
      ...base,
      editId: 'e8',
      position: 7,
      kind: 'keyframes',
      mode: 'absolute',
      keyframes: [
        { timeSec: 1, value: 0, interpolation: 'hold' },
        { timeSec: 1.5, value: 0.25, interpolation: 'linear' },
        { timeSec: 2, value: -0.5, interpolation: 'ease' },
      ],
    },
  ];
}

/** Wishes that fill a project with something in every collection. */
export function wishesForEverything(): RecordWish[] {
  return [
    { collection: 'assets', id: 'film', after: anAsset('film') },
    { collection: 'assets', id: 'voice', after: anAsset('voice', 'voice') },
    {
      collection: 'settings',
      id: 'project',
      after: {
        name: 'Everything',
        videoAssetId: 'film',
        originalSoundDb: -18,
        canAdapt: false,
        isMarked: true,
        preset: 'high',
        packId: 'pdfgc',
        expressionWindowFrames: 13,
      },
    },
    { collection: 'faces', id: '1', after: aFace(1) },
    { collection: 'lines', id: 'line-1', after: aLine('line-1', 'voice') },
    { collection: 'lines', id: 'line-2', after: aLine('line-2', 'voice', 0) },
    { collection: 'markers', id: 'm1', after: aMarker('m1') },
    ...editsOfEveryKind('film').map((edit) => ({ collection: 'edits' as const, id: edit.editId, after: edit })),
  ];
}
