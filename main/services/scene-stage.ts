import type { FaceTrack } from '../../core/analysis/face-track.ts';
import type { FactorSourceOf } from '../../core/edit/factor-source.ts';
import type { AbortSignalLike } from '../../core/errors.ts';
import { pictureEndSec } from '../../core/media/supported-picture.ts';
import type { Scene, ScenePerson } from '../../core/project/scene.ts';
import { createFaceEditAtlas, planFaceEditAtlas, planFaceEdits } from '../../core/synthesis/index.ts';
import type { FaceEditAtlas, FaceEditPlan, MouthPlan } from '../../core/synthesis/index.ts';
import type { FaceEditMotion } from '../../core/synthesis/face-edit-motion.ts';
import { hashOf } from './content-hash.ts';
import { makeSceneDrawing, type DrawnTrack, type SceneDrawing } from './scene-drawing.ts';
import { faceEditMotionOf, mouthMotionOf, type MotionRequest } from './scene-motion.ts';
import { collectFrames } from './scene-mouths.ts';
import type { LearnedScenePerson } from './scene-person.ts';
import type { ScenePorts } from './scene-ports.ts';
import type { LiveVideo, LiveVideos } from './scene-video.ts';
import { makePassageHearing, passagesOf, type HeardPassage, type PassageHearing } from './scene-voices.ts';

/** One person of a scene with everything that drives them. */
export interface StagedPerson {
  readonly faceNumber: number;
  readonly learned: LearnedScenePerson;
  readonly passages: readonly HeardPassage[];
  /** Passages in which nothing could be heard. */
  readonly silentPassages: number;
  readonly request: MotionRequest;
}

/** A scene, ready to be drawn. */
export interface StagedScene {
  readonly people: readonly StagedPerson[];
  readonly drawing: SceneDrawing;
}

/** What is kept of a video between scenes, so that an edit repeats nothing. */
interface VideoMemory {
  readonly scenes: Map<string, StagedScene>;
  readonly plans: Map<string, MouthPlan>;
  readonly eyes: Map<string, Promise<FaceEditAtlas>>;
}

/** Scenes and eye atlases kept for a video. */
const keptScenes = 4;
const keptEyes = 8;

/** Makes scenes ready to be drawn. */
export interface SceneStage {
  /** @throws 'analysis.face-not-chosen' | 'analysis.no-face' | 'edit.unknown-handle' | 'media.*' | 'models.*' | 'job.cancelled' */
  stage(video: LiveVideo, scene: Scene, signal?: AbortSignalLike): Promise<StagedScene>;
}

/** Makes {@link SceneStage}. */
export function makeSceneStage(ports: ScenePorts, videos: LiveVideos): SceneStage {
  const memories = new WeakMap<LiveVideo, VideoMemory>();
  const parts: StageParts = { ports, videos, hearing: makePassageHearing(ports.openReader, ports.voices) };
  return {
    async stage(video, scene, signal) {
      let memory = memories.get(video);
      if (memory === undefined)
        memories.set(video, (memory = { scenes: new Map(), plans: new Map(), eyes: new Map() }));
      const { scenes } = memory;
      const key = await hashOf([JSON.stringify(scene)]);
      const known = scenes.get(key);
      const staged = known ?? (await stageScene(parts, video, scene, memory, signal));
      scenes.delete(key);
      scenes.set(key, staged);
      if (scenes.size > keptScenes) scenes.delete(scenes.keys().next().value as string);
      return staged;
    },
  };
}

/** What staging works with. */
interface StageParts {
  readonly ports: ScenePorts;
  readonly videos: LiveVideos;
  readonly hearing: PassageHearing;
}

async function stageScene(
  { ports, videos, hearing }: StageParts,
  video: LiveVideo,
  scene: Scene,
  memory: VideoMemory,
  signal: AbortSignalLike | undefined,
): Promise<StagedScene> {
  const sources = await openSources(videos, video, scene, signal);
  try {
    const people: StagedPerson[] = [];
    const tracks: DrawnTrack[] = [];
    for (const person of scene.people) {
      const staged = await stagePerson(hearing, video, scene, person, sources.sourceOf(person), signal);
      people.push(staged);
      for (const track of staged.learned.person.tracks)
        tracks.push(await drawnTrackOf(ports, video, staged, track, memory));
    }
    return { people, drawing: makeSceneDrawing(tracks, memory.plans) };
  } finally {
    sources.release();
  }
}

async function stagePerson(
  hearing: PassageHearing,
  video: LiveVideo,
  { canAdapt }: Scene,
  { faceNumber, voices, edits }: ScenePerson,
  sourceOf: FactorSourceOf,
  signal: AbortSignalLike | undefined,
): Promise<StagedPerson> {
  const learned = await video.learn(faceNumber, canAdapt, signal);
  const heard: (HeardPassage | null)[] = [];
  for (const passage of passagesOf(voices, pictureEndSec(video.picture)))
    heard.push(await hearing.hear(passage, signal));
  const passages = heard.filter((passage) => passage !== null);
  const { frameTimesSec } = video.picture;
  const request = { person: learned.motion, passages, edits, frameTimesSec, sourceOf };
  return { faceNumber, learned, passages, silentPassages: heard.length - passages.length, request };
}

async function drawnTrackOf(
  ports: ScenePorts,
  video: LiveVideo,
  { learned, request }: StagedPerson,
  track: FaceTrack,
  memory: VideoMemory,
): Promise<DrawnTrack> {
  const mouths = learned.mouths.find((one) => one.track === track);
  const motion = mouths ? mouthMotionOf(request, track) : null;
  const faceMotion = faceEditMotionOf(request, track);
  return {
    range: track,
    personKey: learned.key,
    mouth: motion && mouths ? { motion, mouths } : null,
    face: faceMotion && (await faceDrawing(ports, video, learned, track, faceMotion, memory)),
  };
}

async function faceDrawing(
  ports: ScenePorts,
  { info, picture }: LiveVideo,
  { vocabulary: { face }, key }: LearnedScenePerson,
  track: FaceTrack,
  motion: FaceEditMotion,
  { eyes }: VideoMemory,
): Promise<NonNullable<DrawnTrack['face']>> {
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

/** Opens the analyses that 'replace' edits take values from. A video that cannot be opened is an error: the edit would silently do nothing. */
async function openSources(
  videos: LiveVideos,
  video: LiveVideo,
  scene: Scene,
  signal: AbortSignalLike | undefined,
): Promise<{ sourceOf(person: ScenePerson): FactorSourceOf; release(): void }> {
  const opened = new Map<string, LiveVideo>();
  const leases: { release(): void }[] = [];
  const release = (): void => {
    for (const lease of leases) lease.release();
  };
  try {
    for (const [assetId, file] of Object.entries(scene.factorSources)) {
      const lease = await videos.lease(file, { signal });
      leases.push(lease);
      opened.set(assetId, lease.video);
    }
  } catch (failure) {
    release();
    throw failure;
  }
  const sourceOf = (): FactorSourceOf => (edit) => {
    const source = edit.assetId === null ? video : opened.get(edit.assetId);
    const person = source?.people.find(({ faceNumber }) => faceNumber === edit.sourceFaceNumber);
    if (!source || !person) return null;
    const { frameTimesSec } = source.picture;
    const track =
      person.tracks.find(({ endFrame }) => frameTimesSec[endFrame - 1] >= edit.sourceStartSec) ?? person.tracks.at(-1);
    return track ? { track: track.factors[edit.factor], frameTimesSec } : null;
  };
  return { sourceOf, release };
}
