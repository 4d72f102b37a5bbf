import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import { createFaceEditAtlas, planFaceEditAtlas, planFaceEdits } from '../../../core/synthesis/index.ts';
import type { FaceEditAtlas, FaceEditPlan, MouthPlan } from '../../../core/synthesis/index.ts';
import type { FaceEditMotion } from '../../../core/synthesis/face-edit-motion.ts';
import { drawAtlasTrack, type AtlasTrack } from './atlas-track.ts';
import { hashOf } from '../content-hash.ts';
import type { FactorVideos } from '../scene/factor-videos.ts';
import type { DrawnTrack } from '../scene/scene-drawing.ts';
import { faceEditMotionOf, mouthMotionOf, type MotionRequest } from '../scene/scene-motion.ts';
import { collectFrames } from './scene-mouths.ts';
import type { LearnedScenePerson } from './scene-person.ts';
import type { ScenePorts } from '../scene/scene-ports.ts';
import type { StagedPerson } from '../scene/scene-stage.ts';
import type { LiveVideo } from '../scene/scene-video.ts';

/** What is kept of a video between scenes, so that an edit repeats nothing. */
export interface AtlasMemory {
  readonly plans: Map<string, MouthPlan>;
  readonly eyes: Map<string, Promise<FaceEditAtlas>>;
}

/** Makes an empty {@link AtlasMemory}. */
export function makeAtlasMemory(): AtlasMemory {
  return { plans: new Map(), eyes: new Map() };
}

/** Eye atlases kept for a video. */
const keptEyes = 8;

/** What a person's tracks are drawn from. */
export interface AtlasPersonRequest {
  readonly ports: ScenePorts;
  readonly video: LiveVideo;
  readonly staged: StagedPerson;
  readonly canAdapt: boolean;
  readonly factors: FactorVideos;
  readonly memory: AtlasMemory;
}

/** The tracks of a person whose pixels are made of the video's own pictures. */
export async function drawAtlasPerson(
  request: AtlasPersonRequest,
  signal: AbortSignalLike | undefined,
): Promise<readonly DrawnTrack[]> {
  const { video, staged, canAdapt, factors, memory } = request;
  const learned = await video.learn(staged.faceNumber, canAdapt, signal);
  const motion: MotionRequest = {
    person: learned.motion,
    passages: staged.passages,
    edits: staged.edits,
    frameTimesSec: video.picture.frameTimesSec,
    sourceOf: (edit) => {
      const face = factors.faceOf(edit);
      return face && { track: face.track.factors[edit.factor], frameTimesSec: face.video.picture.frameTimesSec };
    },
  };
  const tracks: DrawnTrack[] = [];
  for (const track of staged.person.tracks)
    tracks.push(drawAtlasTrack(await atlasTrackOf(request, learned, motion, track), memory.plans));
  return tracks;
}

async function atlasTrackOf(
  request: AtlasPersonRequest,
  learned: LearnedScenePerson,
  motionRequest: MotionRequest,
  track: FaceTrack,
): Promise<AtlasTrack> {
  const mouths = learned.mouths.find((one) => one.track === track);
  const motion = mouths ? mouthMotionOf(motionRequest, track) : null;
  const faceMotion = faceEditMotionOf(motionRequest, track);
  return {
    range: track,
    personKey: learned.key,
    mouth: motion && mouths ? { motion, mouths } : null,
    face: faceMotion && (await faceDrawing(request, learned, track, faceMotion)),
  };
}

async function faceDrawing(
  { ports, video: { info, picture }, memory: { eyes } }: AtlasPersonRequest,
  { vocabulary: { face }, key }: LearnedScenePerson,
  track: FaceTrack,
  motion: FaceEditMotion,
): Promise<NonNullable<AtlasTrack['face']>> {
  const atlasPlan = planFaceEditAtlas({
    track,
    face,
    motion,
    frameWidthPx: picture.widthPx,
    frameHeightPx: picture.heightPx,
  });
  const wanted = atlasPlan.frames.map(({ frameIndex, kind }) => `${frameIndex} ${kind}`);
  const eyesKey = await hashOf([key, track.startFrame, ...wanted]);
  const collect = async (signal?: AbortSignalLike): Promise<FaceEditAtlas> => {
    const atlas = createFaceEditAtlas(atlasPlan);
    const reader = await ports.openReader();
    await collectFrames(reader, info, atlas.wantedFrames, (frame, image) => atlas.collect(frame, image), signal);
    return atlas;
  };
  const openEyes = (signal?: AbortSignalLike): Promise<FaceEditAtlas> => {
    const known = eyes.get(eyesKey);
    if (known) return known;
    const collecting = collect(signal);
    eyes.set(eyesKey, collecting);
    if (eyes.size > keptEyes) eyes.delete(eyes.keys().next().value as string);
    collecting.catch(() => eyes.delete(eyesKey));
    return collecting;
  };
  let plan: FaceEditPlan | null = null;
  return {
    motion,
    eyesKey,
    async plan(signal) {
      plan ??= planFaceEdits(atlasPlan.frames.length === 0 ? null : await openEyes(signal), track, face, motion);
      return plan;
    },
  };
}
