import { StudioError, throwIfCancelled } from '../../../core/errors.ts';
import type { VideoWriter } from '../../../core/ports/media.ts';
import type { FaceSynthesis, IntendedOpening } from '../../../core/ports/synthesis.ts';
import type { ChosenFaces } from './dub-faces.ts';
import type { DubInputs } from './dub-inputs.ts';
import type { MeteredDubJob } from './dub-job.ts';
import type { PersonAdaptation } from './dub-request.ts';
import type { HeardVoices } from './dub-voices.ts';
import { pumpFrames } from '../frame-pump.ts';
import type { FramePumpResult } from '../frame-pump.ts';
import { syntheticMark } from '../synthetic-mark.ts';

/** The chosen people's new mouths, ready to be drawn, and what was learned of each person. */
export interface PreparedMouths {
  readonly syntheses: readonly FaceSynthesis[];
  readonly adaptation: readonly PersonAdaptation[];
  /** What was planned, by face number. */
  readonly intended: ReadonlyMap<number, readonly IntendedOpening[]>;
}

/**
 * Learns each person's mouth and collects the pictures that the new ones are made of, in one pass over the video.
 * @throws StudioError 'synthesis.atlas-empty', 'media.*'
 */
export async function prepareMouths(
  job: MeteredDubJob,
  inputs: DubInputs,
  { analysis, chosen }: ChosenFaces,
  { voice, ownVoice }: HeardVoices,
): Promise<PreparedMouths> {
  const { ports, notify, signal } = job;
  const synthesizer = await ports.openSynthesizer();
  const syntheses: FaceSynthesis[] = [];
  const adaptation: PersonAdaptation[] = [];
  const intended = new Map<number, readonly IntendedOpening[]>();
  for (const { tracks, faceNumber, drivableFrames } of chosen) {
    if (drivableFrames === 0) continue;
    const { picture: video, strength } = inputs;
    const person = { video, shots: analysis.shots, tracks, voice, ownVoice, strength };
    const synthesis = await synthesizer.prepare(person, signal);
    syntheses.push(synthesis);
    adaptation.push({ faceNumber, ...synthesis.adaptation });
    intended.set(faceNumber, synthesis.intendedOpenings);
    notify({ kind: 'adaptation', sentence: synthesis.adaptation.sentence });
    throwIfCancelled(signal);
  }
  await collectMouths(job, inputs, syntheses);
  for (const synthesis of syntheses) await synthesis.plan(signal);
  return { syntheses, adaptation, intended };
}

async function collectMouths(
  { media, progress, signal }: MeteredDubJob,
  { video }: DubInputs,
  syntheses: readonly FaceSynthesis[],
): Promise<void> {
  const wanted = syntheses.map(({ framesToCollect }) => new Set(framesToCollect));
  let startFrame = Infinity;
  let endFrame = 0;
  for (const { framesToCollect } of syntheses) {
    if (framesToCollect.length === 0) continue;
    startFrame = Math.min(startFrame, framesToCollect[0]);
    endFrame = Math.max(endFrame, framesToCollect[framesToCollect.length - 1] + 1);
  }
  if (endFrame === 0) return;
  for await (const frame of media.reader.frames(video, { startFrame, endFrame, signal })) {
    throwIfCancelled(signal);
    syntheses.forEach((synthesis, index) => {
      if (wanted[index].has(frame.frameIndex)) synthesis.collect(frame);
    });
    progress.report({
      phase: 'atlas',
      doneFrames: frame.frameIndex + 1 - startFrame,
      totalFrames: endFrame - startFrame,
    });
  }
}

/** What a render wrote, and with what. */
export interface RenderResult extends FramePumpResult {
  readonly encoder: string;
}

/**
 * Draws the new mouths into the video and writes it. Frames without a new mouth pass untouched.
 * @throws StudioError 'media.*', 'export.*'; the output then does not exist
 */
export async function renderVideo(
  job: MeteredDubJob,
  inputs: DubInputs,
  { syntheses }: PreparedMouths,
): Promise<RenderResult> {
  const { ports, media, request, signal } = job;
  const { offsetSec, fit } = request;
  // The voice is heard by the very plan that the lips were made from; a mix has its own length and so a plan of its own.
  const soundtrack =
    request.mixPath === null
      ? { path: request.voicePath, offsetSec, fit, plan: inputs.fit }
      : { path: request.mixPath, offsetSec, fit };
  const { outputPath, preset } = request;
  const tags = request.isMarked ? syntheticMark(ports.facetVersion) : {};
  const writer = await media.writer.open({ source: inputs.video, outputPath, soundtrack, preset, tags, signal });
  try {
    const result = await job.timer.time('render', () => pumpThrough(job, inputs, syntheses, writer));
    assertSameFrameCount(inputs, result);
    job.progress.report({ phase: 'export', doneFrames: 0, totalFrames: 1 });
    throwIfCancelled(signal);
    await job.timer.time('export', () => writer.finish());
    return { ...result, encoder: media.writer.encoderName };
  } catch (failure) {
    await writer.abort();
    throw failure;
  }
}

function pumpThrough(
  { media, progress, signal }: MeteredDubJob,
  { video, picture }: DubInputs,
  syntheses: readonly FaceSynthesis[],
  writer: VideoWriter,
): Promise<FramePumpResult> {
  const totalFrames = picture.frameTimesSec.length;
  return pumpFrames({
    frames: media.reader.frames(video, { signal }),
    widthPx: picture.widthPx,
    heightPx: picture.heightPx,
    // Every person is drawn, also when an earlier one already changed the frame.
    render: (frame) => syntheses.reduce((isChanged, synthesis) => synthesis.render(frame) || isChanged, false),
    write: (image) => writer.write(image),
    onFrame: (doneFrames) => progress.report({ phase: 'render', doneFrames, totalFrames }),
    signal,
  });
}

function assertSameFrameCount({ video, picture }: DubInputs, { frameCount }: FramePumpResult): void {
  const expected = picture.frameTimesSec.length;
  if (frameCount === expected) return;
  throw new StudioError(
    'media.frame-count-changed',
    `${video.path} should have ${expected} frames, but ${frameCount} could be read: the file is damaged after frame ${frameCount}.`,
    { expected, frameCount },
  );
}
