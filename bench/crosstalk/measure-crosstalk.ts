import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factorHandles, factorNames, type FactorName } from '../../core/analysis/factor.ts';
import { measureCount, measureFace } from '../../core/analysis/factor-measure.ts';
import { restFromMeasures, type FactorRest } from '../../core/analysis/factor-rest.ts';
import { factorTracksFrom } from '../../core/analysis/factor-tracks.ts';
import type { FaceTrack } from '../../core/analysis/face-track.ts';
import { renderFaceEdits } from '../../core/compositing/index.ts';
import { toCanonical, type CanonicalFace } from '../../core/geometry/canonical-face.ts';
import { landmarkValues } from '../../core/geometry/landmarks.ts';
import {
  createFaceEditAtlas,
  makeFaceEditMotion,
  planFaceEditAtlas,
  planFaceEdits,
  type FaceEditMotion,
} from '../../core/synthesis/index.ts';
import { yuvImageFrom } from '../../core/tensor/yuv-image.ts';
import type { AnalysisBench } from '../../test/support/open-analyser.ts';

/** One handle of a factor: edited, or measured. */
export interface Handle {
  readonly factor: FactorName;
  readonly name: string;
  readonly index: number;
  /** What an editor would typically ask for, in the handle's unit; x, y and scale in iod, to be multiplied by px per iod. */
  readonly typical: number;
}

const typicalEdits: Readonly<Record<FactorName, readonly number[]>> = {
  lip: [0.05, 0.04, 0.3, 0.05],
  eye: [0.4, 0.4, 0.15, 0.08],
  headPose: [0.07, 0.07, 0.07, 0.06, 0.06, 0.05],
  expression: [0.05, 0.015, 0.04, 0.015],
};

/** All handles, lips first. */
export const handles: readonly Handle[] = factorNames.flatMap((factor) =>
  factorHandles[factor].map(({ name }, index) => ({ factor, name, index, typical: typicalEdits[factor][index] })),
);

/** The handles that can be edited beside the lips. */
export const editedHandles = handles.filter(({ factor }) => factor !== 'lip');

/** One clip, decoded and analysed. */
export interface Clip {
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rate: string;
  readonly pictures: readonly Uint8Array[];
  readonly track: FaceTrack;
  readonly rest: FactorRest;
  /** [T, 18] all handles of every frame, NaN where no face was seen. */
  readonly values: Float32Array;
}

function measuresOf(track: FaceTrack, face: CanonicalFace): Float32Array {
  const frameCount = track.endFrame - track.startFrame;
  const measures = new Float32Array(frameCount * measureCount).fill(Number.NaN);
  const [landmarks, canonical] = [new Float32Array(landmarkValues), new Float32Array(landmarkValues)];
  for (let t = 0; t < frameCount; t++) {
    if (!track.landmarks.read(track.startFrame + t, landmarks)) continue;
    toCanonical(landmarks, face, canonical);
    measureFace(canonical, measures, t * measureCount);
  }
  return measures;
}

/** All handles of every frame, against one person's rest. [T, 18] */
function handleValues(track: FaceTrack, face: CanonicalFace, rest: FactorRest, frameCount: number): Float32Array {
  const tracks = factorTracksFrom(track.startFrame, measuresOf(track, face), track.pose, rest);
  const out = new Float32Array(frameCount * handles.length).fill(Number.NaN);
  for (let t = track.startFrame; t < Math.min(frameCount, track.endFrame); t++) {
    handles.forEach(({ factor, index }, h) => {
      const width = factorHandles[factor].length;
      out[t * handles.length + h] = tracks[factor].values[(t - track.startFrame) * width + index];
    });
  }
  return out;
}

/** Takes some frames of a clip without further loss and analyses them. */
export async function openClip(
  bench: AnalysisBench,
  face: CanonicalFace,
  source: string,
  startSec: number,
  frameCount: number,
  name: string,
): Promise<Clip> {
  const path = join(bench.folder, `${name}.mkv`);
  const span = ['-ss', String(startSec), '-i', source, '-frames:v', String(frameCount)];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...span, '-an', '-pix_fmt', 'yuv420p', '-c:v', 'ffv1', path]);
  const info = await bench.reader.probe(path);
  const pictures: Uint8Array[] = [];
  for await (const { image } of bench.reader.frames(info, {})) pictures.push(image.data.slice());
  if (info.video === null) throw new Error(`${source}: no picture`);
  const { widthPx, heightPx } = info.video;
  const [track] = (await bench.analyse(path)).faceTracks;
  const rest = restFromMeasures([measuresOf(track, face)]);
  if (rest === null) throw new Error(`${source}: no face`);
  const values = handleValues(track, face, rest, pictures.length);
  return { name, widthPx, heightPx, rate: '25', pictures, track, rest, values };
}

/** What an edit changed: mean over the frames of measured-after minus measured-before, handle by handle. [18] */
export interface Response {
  readonly asked: Float32Array;
  readonly change: Float64Array;
  /** Mean of the absolute changes: with what shakes. */
  readonly shake: Float64Array;
  readonly msPerFrame: number;
}

/** A motion that changes one handle by a constant. */
export function constantEdit(track: FaceTrack, handle: Handle, amount: number): FaceEditMotion {
  const motion = makeFaceEditMotion(track.startFrame, track.endFrame - track.startFrame);
  if (handle.factor === 'lip') return motion;
  const width = factorHandles[handle.factor].length;
  for (let t = 0; t < motion.frameCount; t++) motion[handle.factor][t * width + handle.index] = amount;
  return motion;
}

/** Renders a motion into a clip, analyses the result and compares. */
export async function measureEdit(
  bench: AnalysisBench,
  face: CanonicalFace,
  clip: Clip,
  motion: FaceEditMotion,
): Promise<Response> {
  const { track, widthPx, heightPx, pictures } = clip;
  const atlas = createFaceEditAtlas(
    planFaceEditAtlas({ track, face, motion, frameWidthPx: widthPx, frameHeightPx: heightPx }),
  );
  for (const frameIndex of atlas.wantedFrames)
    atlas.collect(frameIndex, yuvImageFrom(pictures[frameIndex], widthPx, heightPx));
  const plan = planFaceEdits(atlas, track, face, motion);
  const raw = join(bench.folder, 'edited.yuv');
  let usec = 0;
  const edited = pictures.map((picture, frameIndex) => {
    const image = yuvImageFrom(picture.slice(), widthPx, heightPx);
    const start = process.cpuUsage();
    renderFaceEdits(plan, frameIndex, image);
    const { user, system } = process.cpuUsage(start);
    usec += user + system;
    return image.data;
  });
  writeFileSync(raw, Buffer.concat(edited));
  const path = join(bench.folder, 'edited.mkv');
  const input = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${widthPx}x${heightPx}`, '-r', clip.rate, '-i', raw];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, '-c:v', 'ffv1', path]);
  const after = (await bench.analyse(path)).faceTracks[0];
  const values = handleValues(after, face, clip.rest, pictures.length);
  return compare(clip, values, motion, usec / 1000 / pictures.length);
}

function compare(clip: Clip, values: Float32Array, motion: FaceEditMotion, msPerFrame: number): Response {
  const count = handles.length;
  const [change, shake, asked] = [new Float64Array(count), new Float64Array(count), new Float32Array(count)];
  let frames = 0;
  for (let t = 0; t < clip.pictures.length; t++) {
    if (!Number.isFinite(values[t * count] + clip.values[t * count])) continue;
    frames++;
    handles.forEach(({ factor, index }, h) => {
      const difference = values[t * count + h] - clip.values[t * count + h];
      change[h] += difference;
      shake[h] += Math.abs(difference);
      if (factor === 'lip') return;
      const row = (t - motion.startFrame) * factorHandles[factor].length;
      asked[h] += motion[factor][row + index] || 0;
    });
  }
  for (let h = 0; h < count; h++) {
    change[h] /= frames;
    shake[h] /= frames;
    asked[h] /= frames;
  }
  return { asked, change, shake, msPerFrame };
}
