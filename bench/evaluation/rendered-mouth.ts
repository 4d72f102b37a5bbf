import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toCanonical } from '../../core/geometry/canonical-face.ts';
import { landmarkValues, mouthOpening } from '../../core/geometry/landmarks.ts';
import { correlationOf } from '../../core/tensor/correlation.ts';
import type { VideoAnalyser } from '../../core/ports/analysis.ts';
import type { MediaReader } from '../../core/ports/media.ts';
import type { DubReport } from '../../main/studio.ts';

/** What the landmark model sees in a finished dub. */
export interface RenderedMouth {
  /** Mouth opening of the most prominent face in each frame, canonical iod; NaN where it is not seen. */
  readonly openings: Float64Array;
  readonly frameTimesSec: Float64Array;
}

/** Measures a finished video again, as if it were new. */
export async function measureMouth(analyser: VideoAnalyser, reader: MediaReader, path: string): Promise<RenderedMouth> {
  const info = await reader.probe(path);
  if (info.video === null) throw new Error(`${path} has no picture`);
  const scratchFolder = await mkdtemp(join(tmpdir(), 'facet-evaluation-'));
  try {
    const { frameCount, faceTracks } = await analyser.analyse(info, { scratchFolder });
    const openings = new Float64Array(frameCount).fill(NaN);
    const points = new Float32Array(landmarkValues);
    const canonical = new Float32Array(landmarkValues);
    const person = faceTracks[0]?.personIndex;
    for (const track of faceTracks.filter(({ personIndex }) => personIndex === person)) {
      for (let frame = track.startFrame; frame < track.endFrame; frame++) {
        if (!track.landmarks.read(frame, points)) continue;
        toCanonical(points, analyser.canonicalFace, canonical);
        openings[frame] = mouthOpening(canonical);
      }
    }
    return { openings, frameTimesSec: info.video.frameTimesSec };
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
}

/** How the drawn mouth follows the planned one; null where too few frames were drawn. */
export interface PlanAgreement {
  readonly r: number | null;
  /** Slope of the drawn opening over the planned one. */
  readonly slope: number | null;
  readonly frames: number;
}

/** Holds what was seen against what the report says was planned. */
export function compareWithPlan({ openings }: RenderedMouth, report: DubReport): PlanAgreement {
  const planned: number[] = [];
  const seen: number[] = [];
  for (const { intendedOpening } of report.faces) {
    for (const { startFrame, openings: wanted } of intendedOpening) {
      wanted.forEach((opening, t) => {
        if (opening === null || !Number.isFinite(openings[startFrame + t])) return;
        planned.push(opening);
        seen.push(openings[startFrame + t]);
      });
    }
  }
  if (planned.length < 12) return { r: null, slope: null, frames: planned.length };
  const r = correlationOf(planned, seen);
  return { r, slope: (r * deviation(seen)) / Math.max(1e-9, deviation(planned)), frames: planned.length };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Change from frame to frame that counts as motion: 0.25 iod a second, five times the landmark noise of a still face. */
const motionIodPerSec = 0.25;
const stepSec = 0.01;
/** A pause is silent for so long; the mouth may come and go at its edges. */
const [pauseSec, guardSec] = [0.25, 0.08];

/**
 * Frames in the pauses of a voice, and how many of them move.
 *
 * @param samples mono at 16 kHz, sample 0 at the picture's time 0
 */
export function countSilentMotion(
  { openings, frameTimesSec }: RenderedMouth,
  samples: Float32Array,
): { silent: number; moving: number } {
  const isSilent = findPauses(samples);
  let [silent, moving] = [0, 0];
  for (let frame = 1; frame < openings.length; frame++) {
    const step = Math.round(frameTimesSec[frame] / stepSec);
    if (step >= isSilent.length || isSilent[step] === 0 || !Number.isFinite(openings[frame] + openings[frame - 1]))
      continue;
    silent++;
    const speed = Math.abs(openings[frame] - openings[frame - 1]) / (frameTimesSec[frame] - frameTimesSec[frame - 1]);
    if (speed > motionIodPerSec) moving++;
  }
  return { silent, moving };
}

/** 1 for each 10 ms of a pause: quieter than the speech by far, for 250 ms, without the 80 ms at its edges (as `redub_score.py` has it). */
function findPauses(samples: Float32Array): Uint8Array {
  const hop = 160;
  const power = Array.from({ length: Math.floor(samples.length / hop) }, (_, i) => {
    let sum = 1e-9;
    for (let k = i * hop; k < (i + 1) * hop; k++) sum += (samples[k] * samples[k]) / hop;
    return sum;
  });
  const level = power.map((_, i) => {
    const near = power.slice(Math.max(0, i - 2), i + 3);
    return 10 * Math.log10(near.reduce((sum, value) => sum + value, 0) / near.length);
  });
  const sorted = [...level].sort((a, b) => a - b);
  const [low, top] = [sorted[Math.floor(sorted.length * 0.05)], sorted[Math.floor(sorted.length * 0.95)]];
  const threshold = Math.max(top - 32, Math.min(low + 0.35 * (top - low), top - 18));
  const guard = Math.round(guardSec / stepSec);
  const isSpeech = level.map((_, i) =>
    level.slice(Math.max(0, i - guard), i + guard + 1).some((value) => value > threshold),
  );
  const result = new Uint8Array(level.length);
  for (let from = 0; from < level.length; from++) {
    let to = from;
    while (to < level.length && !isSpeech[to]) to++;
    if (to - from >= Math.round(pauseSec / stepSec)) result.fill(1, from, to);
    from = Math.max(from, to);
  }
  return result;
}
