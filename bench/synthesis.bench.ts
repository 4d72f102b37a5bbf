/**
 * Processor time of each stage of the atlas synthesis, in milliseconds a frame. Processor time, because other work on
 * the machine stretches wall time.
 *
 * `node bench/synthesis.bench.ts VIDEO [frames]`: the first face of the video is given its own mouth of a second later.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectToBasis } from '../core/analysis/lip-basis.ts';
import type { LipMotion } from '../core/analysis/lip-motion.ts';
import { learnPersonShape } from '../core/analysis/person-shape.ts';
import { blendMouthLayer, measureLight } from '../core/compositing/colour-match.ts';
import { drawMouthLayer } from '../core/compositing/mouth-layer.ts';
import { drawMouthMatte } from '../core/compositing/mouth-matte.ts';
import { warpOwnFace } from '../core/compositing/own-warp.ts';
import { closeRegion, evenRectAround, openRegion } from '../core/compositing/region.ts';
import { renderMouth } from '../core/compositing/render-mouth.ts';
import { makeRenderWorkspace } from '../core/compositing/render-workspace.ts';
import { drawTriangleMap, meshAffines } from '../core/compositing/triangle-map.ts';
import { createMouthAtlas, planAtlas, planMouth } from '../core/synthesis/index.ts';
import { makeLowerFace, readLowerFace, type MouthContext } from '../core/synthesis/lower-face.ts';
import { makeMouthPoser } from '../core/synthesis/mouth-pose.ts';
import { chromaSize, yuvImageFrom, type YuvImage } from '../core/tensor/yuv-image.ts';
import { createAdapters } from '../main/adapters.ts';

const [path, limit = '150'] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: synthesis.bench.ts VIDEO [frames]');

const spentUs = new Map<string, number>();
function timed<T>(stage: string, work: () => T): T {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  spentUs.set(stage, (spentUs.get(stage) ?? 0) + user + system);
  return result;
}

/** The track's own mouth, `delay` frames later (round the end to the start). */
function delayedMotion(context: MouthContext, frameCount: number, delay: number): LipMotion {
  const k = context.basis.componentCount;
  const coefficients = new Float32Array(frameCount * k);
  const opening = new Float32Array(frameCount);
  const lowerFace = makeLowerFace(context.basis);
  for (let t = 0; t < frameCount; t++) {
    if (!readLowerFace(context, context.track.startFrame + ((t + delay) % frameCount), lowerFace)) continue;
    projectToBasis(context.basis, lowerFace.displacement, coefficients.subarray(t * k, (t + 1) * k));
    opening[t] = lowerFace.opening;
  }
  const closedProbability = new Float32Array(frameCount);
  const strength = new Float32Array(frameCount).fill(1);
  return {
    startFrame: context.track.startFrame,
    frameCount,
    componentCount: k,
    coefficients,
    opening,
    closedProbability,
    strength,
  };
}

const adapters = createAdapters({ env: process.env, executionProvider: 'auto' });
const { reader } = await adapters.openMedia();
const analyser = await adapters.openAnalyser();
const { face, basis, defaults } = await adapters.openSynthesizerParts();
const scratchFolder = await mkdtemp(join(tmpdir(), 'facet-bench-'));
const info = await reader.probe(path);
const analysis = await analyser.analyse(info, { scratchFolder });
await analyser.close();
const track = analysis.faceTracks[0];
const pictures = new Map<number, YuvImage>();
const last = Math.min(track.endFrame, track.startFrame + Number(limit));
for await (const { frameIndex, image } of reader.frames(info, { startFrame: track.startFrame, endFrame: last })) {
  pictures.set(frameIndex, yuvImageFrom(image.data.slice(), image.widthPx, image.heightPx));
}
const frameCount = pictures.size;
const [{ widthPx, heightPx }] = pictures.values();
const copyOf = (frameIndex: number): YuvImage | null => {
  const picture = pictures.get(frameIndex);
  return picture === undefined ? null : yuvImageFrom(picture.data.slice(), widthPx, heightPx);
};

const person = learnPersonShape({ tracks: [track], face, basis, defaults });
const context = { track: { ...track, endFrame: last }, face, basis, person };
const size = { frameWidthPx: widthPx, frameHeightPx: heightPx, budgetBytes: 256e6 };
const plan = timed('planAtlas', () => planAtlas({ ...context, ...size }));
const atlas = timed('createMouthAtlas', () => createMouthAtlas(plan));
for (const [frameIndex, picture] of pictures) timed('collect', () => atlas.collect(frameIndex, picture));
const motion = delayedMotion(context, frameCount, 25);
const mouthPlan = timed('planMouth', () => planMouth(atlas, motion));
for (const frameIndex of pictures.keys()) {
  const image = copyOf(frameIndex);
  if (image !== null) timed('renderMouth (whole)', () => renderMouth(mouthPlan, frameIndex, image));
}

const poser = makeMouthPoser(mouthPlan);
const workspace = makeRenderWorkspace();
const { mesh } = plan;
let sources = 0;
for (const frameIndex of pictures.keys()) {
  const image = copyOf(frameIndex);
  const pose = timed('  pose', () => poser.poseAt(frameIndex));
  if (image === null || pose === null) continue;
  sources += pose.sources.length;
  const rect = evenRectAround(pose.drawn, null, 8, widthPx, heightPx);
  const mouth = evenRectAround(pose.drawn, mesh.matteOutline, 8, widthPx, heightPx);
  if (rect === null || mouth === null) continue;
  const region = timed('  open region', () => openRegion(image, rect, workspace));
  const ids = workspace.ids(rect.widthPx * rect.heightPx);
  const affines = workspace.affines(mesh.triangles.length * 2);
  timed('  triangle map', () => drawTriangleMap(pose.drawn, mesh.triangles, mesh.ringTriangleCount, rect, ids));
  timed('  own warp', () => {
    meshAffines(pose.drawn, pose.own, mesh.triangles, 0, affines);
    warpOwnFace(region, ids, affines, pose.iodPx, widthPx, heightPx, workspace);
  });
  const part = { x: mouth.x, y: mouth.y, width: chromaSize(mouth.widthPx), height: chromaSize(mouth.heightPx) };
  const matte = timed('  matte', () => drawMouthMatte(pose.drawn, mesh, pose.iodPx, part, workspace));
  const layer = timed('  mouth layer', () => drawMouthLayer(atlas, pose, matte, ids, rect, workspace));
  const light = timed('  light', () => measureLight(region, layer, matte, pose.iodPx, workspace));
  timed('  blend', () => blendMouthLayer(region, layer, matte, light, pose.presence));
  timed('  close region', () => closeRegion(region, image));
}
await rm(scratchFolder, { recursive: true, force: true });

console.log(
  `${frameCount} frames of ${widthPx}x${heightPx}, eyes ${Math.round(track.medianIodPx)} px apart, ` +
    `${(sources / frameCount).toFixed(1)} entries blended a frame`,
);
for (const [stage, us] of spentUs) {
  console.log(`${stage.padEnd(22)} ${(us / 1000 / frameCount).toFixed(2).padStart(7)} ms a frame`);
}
