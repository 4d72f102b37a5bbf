import { describe, expect, it } from 'vitest';
import type { Asset, DubLine } from '../../../../core/project/records.ts';
import { faceCrop } from '../../../../renderer/features/faces/face-thumbnail.ts';
import { assetFacts, barHeights, facesDrivenBy, isInUse } from '../../../../renderer/features/library/asset-facts.ts';
import { isOfPurpose, joinPath, splitPath, withEnding } from '../../../../renderer/features/library/file-kinds.ts';
import { lineOfVoice, withTakeOf } from '../../../../renderer/state/place-voice.ts';
import { formatOf } from '../../../../renderer/state/strings/format.ts';

const voice: Asset = {
  assetId: 'voice-1',
  kind: 'voice',
  name: 'fr.wav',
  path: '/a/fr.wav',
  sizeBytes: 1,
  modifiedMs: 0,
  contentKey: 'k',
  summary: { durationSec: 9.6, picture: null, sound: { sampleRateHz: 48000, channels: 1, codec: 'pcm_s16le' } },
  stillSec: null,
};
const words = { noSound: 'no sound', variable: 'variable', still: 'picture' };
const linesOf = (...lines: DubLine[]) => Object.fromEntries(lines.map((line) => [line.lineId, line]));

describe('what is said of a file', () => {
  it('is its rate and length, or its size, rate and length', () => {
    expect(assetFacts(voice, formatOf('en'), words)).toEqual(['48 kHz', '0:10']);
    const picture = {
      widthPx: 1920,
      heightPx: 1080,
      frameCount: 300,
      frameRate: { num: 30000, den: 1001 },
      isVariableFrameRate: true,
      codec: 'h264',
      colourSpace: '',
    };
    const video: Asset = { ...voice, kind: 'video', summary: { durationSec: 10, picture, sound: null } };
    expect(assetFacts(video, formatOf('en'), words)).toEqual(['1920×1080', '29.97 fps variable', '0:10', 'no sound']);
  });

  it('names the faces that it drives, by active takes only', () => {
    const first = lineOfVoice(voice, 2, 0);
    const other = withTakeOf({ ...voice, assetId: 'voice-2' }, lineOfVoice(voice, 1, 5));
    expect(facesDrivenBy('voice-1', linesOf(first, other))).toEqual([2]);
    expect(facesDrivenBy('voice-2', linesOf(first, other))).toEqual([1]);
    expect(isInUse('voice-1', linesOf(other))).toBe(true);
    expect(isInUse('voice-3', linesOf(first, other))).toBe(false);
  });

  it('sketches a voice by the loudest sample of each stretch', () => {
    expect(barHeights(Float32Array.of(0, 0.5, 0.25, 1), 2)).toEqual([0.5, 1]);
    expect(barHeights(new Float32Array(0), 3)).toEqual([0, 0, 0]);
  });
});

describe('placing a voice', () => {
  it('makes a line with the whole file as its only take', () => {
    const line = lineOfVoice(voice, 1, 2.5);
    expect(line).toMatchObject({ startSec: 2.5, faceNumber: 1, takes: [{ sourceStartSec: 0, durationSec: 9.6 }] });
    expect(line.activeTakeId).toBe(line.takes[0].takeId);
  });

  it('as a take makes the new one play and keeps the old ones', () => {
    const line = withTakeOf(voice, lineOfVoice(voice, 1, 0));
    expect(line.takes).toHaveLength(2);
    expect(line.activeTakeId).toBe(line.takes[1].takeId);
  });
});

describe('choosing files', () => {
  it('knows the files of a purpose by their endings', () => {
    expect(isOfPurpose('Take.MOV', 'media')).toBe(true);
    expect(isOfPurpose('notes.txt', 'media')).toBe(false);
    expect(isOfPurpose('lines.srt', 'subtitles')).toBe(true);
    expect(isOfPurpose('noending', 'project')).toBe(false);
  });

  it('adds the ending that is missing', () => {
    expect(withEnding('dub', 'save-export')).toBe('dub.mp4');
    expect(withEnding('dub.MP4', 'save-export')).toBe('dub.MP4');
  });

  it('joins and splits paths of both kinds', () => {
    expect(joinPath('/home/ann', 'a.mp4')).toBe('/home/ann/a.mp4');
    expect(joinPath('C:\\Users\\Ann', 'a.mp4')).toBe('C:\\Users\\Ann\\a.mp4');
    expect(splitPath('/a.mp4')).toEqual({ folder: '/', name: 'a.mp4' });
    expect(splitPath('C:\\Users\\a.mp4')).toEqual({ folder: 'C:\\Users', name: 'a.mp4' });
  });
});

describe('the picture of a face', () => {
  const face = {
    faceNumber: 1,
    presentFrames: 60,
    drivableFrames: 60,
    medianIodPx: 50,
    yawLowRad: 0,
    yawHighRad: 0,
    stretches: [{ startFrame: 60, endFrame: 100, box: { x: 0, y: 20, widthPx: 80, heightPx: 100 } }],
  };
  const size = { widthPx: 1000, heightPx: 500 };

  it('is cut from a thumbnail in which the face is seen, inside the picture', () => {
    const crop = faceCrop(face, 100, ['0', '1', '2', '3'], size);
    expect(crop?.url).toBe('3');
    expect(crop?.x).toBe(0);
    expect(crop?.width).toBeCloseTo(0.125);
    expect(crop?.height).toBeCloseTo(0.25);
  });

  it('is none when no thumbnail shows it', () => {
    expect(faceCrop(face, 100, ['only the middle'], { ...size })).toBeNull();
    expect(faceCrop(face, 100, [], size)).toBeNull();
  });
});
