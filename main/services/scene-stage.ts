import type { Person } from '../../core/analysis/people.ts';
import type { FactorEdit } from '../../core/edit/factor-edit.ts';
import type { AbortSignalLike } from '../../core/errors.ts';
import { pictureEndSec } from '../../core/media/supported-picture.ts';
import type { Scene, ScenePerson } from '../../core/project/scene.ts';
import { drawAtlasPerson, makeAtlasMemory, type AtlasMemory } from './atlas-person.ts';
import { hashOf } from './content-hash.ts';
import { openFactorVideos } from './factor-videos.ts';
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

/** A scene, ready to be drawn. */
export interface StagedScene {
  readonly people: readonly StagedPerson[];
  readonly drawing: SceneDrawing;
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
}

async function stageScene(
  { ports, videos, hearing }: StageParts,
  video: LiveVideo,
  scene: Scene,
  memory: VideoMemory,
  signal: AbortSignalLike | undefined,
): Promise<StagedScene> {
  const factors = await openFactorVideos(videos, video, scene.factorSources, signal);
  try {
    const { canAdapt } = scene;
    const people: StagedPerson[] = [];
    const tracks: DrawnTrack[] = [];
    for (const person of scene.people) {
      const staged = await stagePerson(hearing, video, person, signal);
      people.push(staged);
      tracks.push(
        ...(await drawAtlasPerson({ ports, video, staged, canAdapt, factors, memory: memory.atlas }, signal)),
      );
    }
    return { people, drawing: makeSceneDrawing(tracks) };
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
