import { makeDocument } from '../../core/project/document.ts';
import type { Asset, DubLine, ProjectDocument } from '../../core/project/records.ts';
import type { FactorEdit } from '../../core/edit/factor-edit.ts';
import { seededRandom } from './fake-studio-data.ts';
import type { SpokenRange } from './fake-studio-data.ts';

/** What a fake project holds. */
export interface FakeProjectOptions {
  readonly name: string;
  readonly durationSec: number;
  readonly lineCount: number;
  readonly frameRate: { readonly num: number; readonly den: number };
  readonly video: { readonly path: string; readonly widthPx: number; readonly heightPx: number };
}

const sentences = [
  'Le port ouvre à six heures',
  'Bonjour',
  'mais on part bien avant l’aube',
  'parce que la marée n’attend pas',
  'Chaque matin, la même lumière sur les quais, et le même silence avant le premier moteur',
  'On verra bien',
];

/** Where the lines of a project lie: evenly, with a pause between two. */
export function placeLines(durationSec: number, lineCount: number): readonly SpokenRange[] {
  const random = seededRandom(4);
  const spacingSec = durationSec / lineCount;
  return Array.from({ length: lineCount }, (_, index) => {
    const startSec = index * spacingSec + spacingSec * (0.08 + random() * 0.1);
    return { startSec, endSec: startSec + spacingSec * (0.55 + random() * 0.22) };
  });
}

/** A project as a user would have made it: a video, two voices, lines with takes, some edits and markers. */
export function makeFakeDocument(options: FakeProjectOptions): ProjectDocument {
  const { name, durationSec, frameRate, video } = options;
  const base = makeDocument(name);
  const picture = {
    widthPx: video.widthPx,
    heightPx: video.heightPx,
    frameCount: Math.round((durationSec * frameRate.num) / frameRate.den),
    frameRate,
    isVariableFrameRate: false,
    codec: 'h264',
    colourSpace: 'BT.709',
  };
  const sound = { sampleRateHz: 48000, channels: 1, codec: 'pcm_s16le' };
  const asset = (assetId: string, kind: Asset['kind'], file: string, isVideo: boolean): Asset => ({
    assetId,
    kind,
    name: file,
    path: isVideo ? video.path : `/projects/harbour/${file}`,
    sizeBytes: 18_400_000,
    modifiedMs: 1_760_000_000_000,
    contentKey: `key-${assetId}`,
    summary: { durationSec, picture: isVideo ? picture : null, sound },
    stillSec: null,
  });
  const places = placeLines(durationSec, options.lineCount);
  return {
    ...base,
    settings: { project: { ...base.settings.project, videoAssetId: 'video-1' } },
    assets: byId('assetId', [
      asset('video-1', 'video', 'harbour_take3.mp4', true),
      asset('voice-1', 'voice', 'fr_line_04.wav', false),
      asset('voice-2', 'voice', 'fr_line_04_whispered_alternative_take_by_the_second_speaker.wav', false),
    ]),
    faces: { '1': { faceNumber: 1, name: 'Anna', consentNote: 'Agreed in writing.', isLocked: false } },
    lines: byId('lineId', places.map(makeLine)),
    edits: byId('editId', makeEdits(durationSec)),
    markers: byId('markerId', [
      { markerId: 'marker-1', timeSec: durationSec * 0.31, label: 'Check /b/' },
      { markerId: 'marker-2', timeSec: durationSec * 0.74, label: 'Client' },
    ]),
  };
}

/** A project whose video is a picture: one line, and a video of somebody else that can move the face. */
export function makeFakePortrait(options: FakeProjectOptions): ProjectDocument {
  const full = makeFakeDocument({ ...options, lineCount: 1 });
  const { 'video-1': video, 'voice-1': voice } = full.assets;
  const still: Asset = {
    ...video,
    name: 'anna_portrait.jpg',
    sizeBytes: 412_000,
    stillSec: options.durationSec,
    summary: { ...video.summary, sound: null },
  };
  const driver: Asset = { ...video, assetId: 'video-2', name: 'interview_take2.mp4', contentKey: 'key-video-2' };
  return { ...full, assets: byId('assetId', [still, driver, voice]), edits: {}, markers: {} };
}

function makeLine({ startSec, endSec }: SpokenRange, index: number): DubLine {
  const durationSec = endSec - startSec;
  const take = (takeId: string, assetId: string) => ({ takeId, assetId, sourceStartSec: startSec, durationSec });
  return {
    lineId: `line-${index + 1}`,
    faceNumber: 1,
    text: sentences[index % sentences.length],
    startSec,
    gainDb: 0,
    isMuted: index % 7 === 5,
    takes: index % 3 === 2 ? [take('take-a', 'voice-1'), take('take-b', 'voice-2')] : [take('take-a', 'voice-1')],
    activeTakeId: 'take-a',
    textDurationSec: durationSec,
  };
}

function makeEdits(durationSec: number): FactorEdit[] {
  const shared = { faceNumber: 1, isEnabled: true, rampInSec: 0.16, rampOutSec: 0.16 };
  return [
    {
      ...shared,
      editId: 'edit-1',
      kind: 'keyframes',
      factor: 'lip',
      handle: 'open',
      startSec: durationSec * 0.42,
      endSec: durationSec * 0.52,
      position: 1,
      mode: 'absolute',
      keyframes: [
        { timeSec: durationSec * 0.43, value: 0.22, interpolation: 'ease' },
        { timeSec: durationSec * 0.46, value: 0.02, interpolation: 'linear' },
        { timeSec: durationSec * 0.475, value: 0.02, interpolation: 'ease' },
        { timeSec: durationSec * 0.51, value: 0.2, interpolation: 'ease' },
      ],
    },
    {
      ...shared,
      editId: 'edit-2',
      kind: 'blend',
      factor: 'lip',
      handle: null,
      startSec: durationSec * 0.78,
      endSec: durationSec * 0.86,
      position: 2,
      share: 0,
    },
    {
      ...shared,
      editId: 'edit-3',
      kind: 'gain',
      factor: 'headPose',
      handle: null,
      startSec: durationSec * 0.2,
      endSec: durationSec * 0.55,
      position: 3,
      gain: 0.4,
    },
    {
      ...shared,
      editId: 'edit-4',
      kind: 'offset',
      factor: 'expression',
      handle: 'smileFrown',
      startSec: durationSec * 0.6,
      endSec: durationSec * 0.8,
      position: 4,
      amount: 0.06,
    },
  ];
}

function byId<Key extends string, Item extends Readonly<Record<Key, string>>>(key: Key, items: readonly Item[]) {
  return Object.fromEntries(items.map((item) => [item[key], item])) as Record<string, Item>;
}
