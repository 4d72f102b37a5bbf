import type { Person } from '../../../core/analysis/people.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import { pictureEndSec } from '../../../core/media/supported-picture.ts';
import type { FaceNetworks } from '../../../core/ports/face-networks.ts';
import type { Scene, ScenePerson } from '../../../core/project/scene.ts';
import { drawAtlasPerson, makeAtlasMemory, type AtlasMemory } from '../atlas/atlas-person.ts';
import { hashOf } from '../content-hash.ts';
import { makeFaceArchives, type FaceArchives } from '../generated/face-archives.ts';
import { openFactorVideos } from './factor-videos.ts';
import { drawGeneratedPerson } from '../generated/generated-person.ts';
import { makeNetworkQueue, type NetworkQueue } from '../generated/network-queue.ts';
import { makeSceneDrawing, type DrawnTrack, type SceneDrawing } from './scene-drawing.ts';
import type { ScenePorts } from './scene-ports.ts';
import type { LiveVideo, LiveVideos } from './scene-video.ts';
import { makePassageHearing, passagesOf, type HeardPassage, type PassageHearing } from './scene-voices.ts';

/** One person of a scene with everything that drives them, in whichever way their pixels are made. */
export interface StagedPerson {
  readonly faceNumber: number;
  readonly person: Person;
  readonly passages: readonly HeardPassage[];
  /** Passages in which nothing could be heard. */
  readonly silentPassages: number;
  readonly edits: readonly FactorEdit[];
}

/** A scene with everything that drives its people. */
export interface StagedScene {
  readonly people: readonly StagedPerson[];
  /**
   * Makes it ready to be drawn, the way of its pack.
   * @throws 'models.*' | 'synthesis.no-portrait' | 'edit.unknown-handle' | 'media.*' | 'job.cancelled'
   */
  draw(signal?: AbortSignalLike): Promise<DrawnScene>;
}

/** A scene, ready to be drawn. */
export interface DrawnScene {
  readonly drawing: SceneDrawing;
  /** The networks that draw it; null for the atlas pack. */
  readonly networks: FaceNetworks | null;
}

/** What is kept of a video between scenes, so that an edit repeats nothing. */
interface VideoMemory {
  readonly scenes: Map<string, StagedScene>;
  readonly atlas: AtlasMemory;
}

/** Scenes kept for a video. */
const keptScenes = 4;

/** Makes scenes ready to be drawn. */
export interface SceneStage {
  /** @throws 'analysis.face-not-chosen' | 'analysis.no-face' | 'media.*' | 'models.*' | 'job.cancelled' */
  stage(video: LiveVideo, scene: Scene, signal?: AbortSignalLike): Promise<StagedScene>;
}

/** Makes {@link SceneStage}. */
export function makeSceneStage(ports: ScenePorts, videos: LiveVideos): SceneStage {
  const memories = new WeakMap<LiveVideo, VideoMemory>();
  const parts: StageParts = {
    ports,
    videos,
    hearing: makePassageHearing(ports.openReader, ports.voices),
    archives: makeFaceArchives(ports.artifacts),
    queue: makeNetworkQueue(),
  };
  return {
    async stage(video, scene, signal) {
      let memory = memories.get(video);
      if (memory === undefined) memories.set(video, (memory = { scenes: new Map(), atlas: makeAtlasMemory() }));
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
  readonly archives: FaceArchives;
  readonly queue: NetworkQueue;
}

async function stageScene(
  parts: StageParts,
  video: LiveVideo,
  scene: Scene,
  { atlas }: VideoMemory,
  signal: AbortSignalLike | undefined,
): Promise<StagedScene> {
  const people: StagedPerson[] = [];
  for (const person of scene.people) people.push(await stagePerson(parts.hearing, video, person, signal));
  let drawn: { readonly packKey: string | null; readonly scene: DrawnScene } | null = null;
  return {
    people,
    async draw(signal) {
      // The pack of an id may have become another since.
      const networks = await parts.ports.openFaceNetworks(scene.packId);
      const packKey = networks?.pack.key ?? null;
      if (drawn?.packKey !== packKey) {
        const drawing = await drawScene({ parts, video, scene, people, networks, atlas }, signal);
        drawn = { packKey, scene: { drawing, networks } };
      }
      return drawn.scene;
    },
  };
}

interface DrawRequest {
  readonly parts: StageParts;
  readonly video: LiveVideo;
  readonly scene: Scene;
  readonly people: readonly StagedPerson[];
  readonly networks: FaceNetworks | null;
  readonly atlas: AtlasMemory;
}

async function drawScene(
  { parts, video, scene, people, networks: open, atlas }: DrawRequest,
  signal: AbortSignalLike | undefined,
): Promise<SceneDrawing> {
  const { ports, videos, archives, queue } = parts;
  const { canAdapt, expressionWindowFrames } = scene;
  const factors = await openFactorVideos(videos, video, scene.factorSources, signal);
  try {
    const networks = open && queue.share(open);
    const reader = await ports.openReader();
    const tracks: DrawnTrack[] = [];
    for (const staged of people) {
      const person = networks
        ? drawGeneratedPerson({ archives, networks, reader, video, staged, factors, expressionWindowFrames })
        : drawAtlasPerson({ ports, video, staged, canAdapt, factors, memory: atlas }, signal);
      tracks.push(...(await person));
    }
    return makeSceneDrawing(tracks);
  } finally {
    factors.release();
  }
}

async function stagePerson(
  hearing: PassageHearing,
  video: LiveVideo,
  { faceNumber, voices, edits }: ScenePerson,
  signal: AbortSignalLike | undefined,
): Promise<StagedPerson> {
  const person = video.personOf(faceNumber);
  const heard: (HeardPassage | null)[] = [];
  for (const passage of passagesOf(voices, pictureEndSec(video.picture)))
    heard.push(await hearing.hear(passage, signal));
  const passages = heard.filter((passage) => passage !== null);
  return { faceNumber, person, passages, silentPassages: heard.length - passages.length, edits };
}
