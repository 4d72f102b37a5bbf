import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaceTrack, VideoAnalysis } from '../../../core/analysis/face-track.ts';
import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { landmarkValues, mouthOpening } from '../../../core/geometry/landmarks.ts';
import type { MediaReader } from '../../../core/ports/media.ts';
import { correlationOf } from '../../../core/tensor/correlation.ts';
import { renderSample } from '../../../examples/generator/render-sample.ts';
import { relaxedFactors, type SampleFactors } from '../../../examples/generator/sample-factors.ts';
import { makeSampleTalk } from '../../../examples/generator/sample-recipe.ts';
import { createVideoAnalyser } from '../../../main/engine/analysis/index.ts';
import { aMediaInfo, aVideoStream } from '../../support/fake-video.ts';

const [widthPx, heightPx, frameCount] = [640, 360, 60];

/** A face that does everything at once, each factor at a rhythm of its own. */
function busyFactors(): SampleFactors[] {
  const rest = relaxedFactors(widthPx, heightPx);
  return Array.from({ length: frameCount }, (_, frame) => {
    const wave = (hz: number, phase = 0): number => Math.sin((2 * Math.PI * hz * frame) / 25 + phase);
    const open = Math.max(0, 0.06 + 0.11 * wave(1.7));
    const blink = Math.max(0, 1 - Math.abs(((frame + 5) % 25) - 12) / 4);
    return {
      ...rest,
      open,
      jaw: 0.7 * open,
      blinkLeft: blink,
      blinkRight: blink,
      yaw: 0.3 * wave(0.45),
      roll: 0.1 * wave(0.3, 2),
    };
  });
}

let factors: SampleFactors[];
let trueOpenings: number[];
let analysis: VideoAnalysis;
let track: FaceTrack;
let scratchFolder: string;

beforeAll(async () => {
  scratchFolder = await mkdtemp(join(tmpdir(), 'facet-test-'));
  factors = busyFactors();
  trueOpenings = [];
  let face: CanonicalFace | null = null;
  const reader: Pick<MediaReader, 'frames'> = {
    async *frames() {
      if (face === null) throw new Error('the analyser is open before it reads');
      let frameIndex = 0;
      for (const { image, landmarksPx } of renderSample({ face, factors, widthPx, heightPx })) {
        trueOpenings.push(mouthOpening(landmarksPx));
        yield { frameIndex, timeSec: frameIndex / 25, image };
        frameIndex++;
      }
    },
  };
  const analyser = await createVideoAnalyser({ reader: reader as MediaReader });
  face = analyser.canonicalFace;
  const info = aMediaInfo({ video: aVideoStream({ widthPx, heightPx, frameCount }), audio: [] });
  analysis = await analyser.analyse(info, { scratchFolder });
  await analyser.close();
  track = analysis.faceTracks[0];
});

afterAll(() => rm(scratchFolder, { recursive: true, force: true }));

const factorOf = (name: keyof SampleFactors): number[] => factors.map((frame) => frame[name]);
const poseOf = (column: number): number[] => factors.map((_, frame) => track.pose[frame * 6 + column]);

describe('analysing the procedural face', () => {
  it('finds one person in one shot, in every frame', () => {
    expect(analysis.shots).toHaveLength(1);
    expect(analysis.faceTracks).toHaveLength(1);
    expect(Math.min(...track.isPresent)).toBe(1);
    expect(track.medianIodPx).toBeGreaterThan(60);
  });

  it('follows the opening of the mouth', () => {
    const points = new Float32Array(landmarkValues);
    const seen = factors.map((_, frame) => (track.landmarks.read(frame, points) ? mouthOpening(points) : NaN));
    expect(correlationOf(seen, trueOpenings)).toBeGreaterThan(0.95);
  });

  it('follows yaw and roll with the right signs', () => {
    expect(correlationOf(poseOf(0), factorOf('yaw'))).toBeGreaterThan(0.95);
    expect(correlationOf(poseOf(2), factorOf('roll'))).toBeGreaterThan(0.95);
  });

  it('places the nose bridge and measures the scale to a few percent', () => {
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(poseOf(5)) / factors[0].scale - 1)).toBeLessThan(0.12);
  });

  it('sees every blink', () => {
    const column = track.factors.eye.handles.findIndex(({ name }) => name === 'blinkLeft');
    const width = track.factors.eye.handles.length;
    const seen = factors.map((_, frame) => track.factors.eye.values[frame * width + column]);
    expect(correlationOf(seen, factorOf('blinkLeft'))).toBeGreaterThan(0.85);
  });
});

describe('the committed sample', () => {
  it('is described by the factors that the generator makes', async () => {
    const text = await readFile(new URL('../../../examples/sample.json', import.meta.url), 'utf8');
    const { factorFields, factors: rows } = JSON.parse(text) as {
      factorFields: (keyof SampleFactors)[];
      factors: number[][];
    };
    const talk = makeSampleTalk();
    expect(rows).toHaveLength(talk.factors.length);
    talk.factors.forEach((frame, t) => {
      factorFields.forEach((field, column) => expect(rows[t][column]).toBeCloseTo(frame[field], 4));
    });
  });
});
