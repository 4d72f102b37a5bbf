import type { VideoAnalysis } from '../../../core/analysis/face-track.ts';
import { StudioError } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import type { ProgressReport } from '../../../core/ports/progress.ts';
import type { SceneFile } from '../../../core/project/scene.ts';
import { makeFrameCache, type FrameCache } from './frame-cache.ts';
import { makeLingeringWork } from '../lingering-work.ts';
import { listPeople, type Person } from '../../../core/analysis/people.ts';
import { learnScenePerson, type LearnedScenePerson } from '../atlas/scene-person.ts';
import type { ScenePorts } from './scene-ports.ts';

/** A video that is kept open between requests: its analysis, what was learned of its people, decoded frames around the playhead. */
export interface LiveVideo {
  readonly file: SceneFile;
  readonly info: MediaInfo;
  readonly picture: VideoStream;
  readonly analysis: VideoAnalysis;
  readonly analysisKey: string;
  readonly people: readonly Person[];
  readonly frames: FrameCache;
  /** The person of a number. @throws 'analysis.face-not-chosen' for a number that nobody has; 'analysis.no-face' */
  personOf(faceNumber: number): Person;
  /** What the atlas way learned of a person; made once. @throws 'analysis.face-not-chosen' for a number that nobody has */
  learn(faceNumber: number, canAdapt: boolean, signal?: AbortSignalLike): Promise<LearnedScenePerson>;
}

/** Opens videos and keeps the latest of them. */
export interface LiveVideos {
  /** The video of a scene, for as long as `work` lasts. */
  use<T>(file: SceneFile, options: UseOptions, work: (video: LiveVideo) => Promise<T>): Promise<T>;
  /** The same for work that answers bit by bit. */
  lease(file: SceneFile, options: UseOptions): Promise<{ readonly video: LiveVideo; release(): void }>;
  close(): Promise<void>;
}

/** How a video is opened. */
export interface UseOptions {
  readonly signal?: AbortSignalLike | undefined;
  readonly onProgress?: ((report: ProgressReport) => void) | undefined;
}

/** Videos kept open at a time: the one that is dubbed, and those that its three seen factors may be taken from. */
const keptVideos = 4;

interface Slot {
  readonly key: string;
  users: number;
  video: LiveVideo | null;
  close: () => Promise<void>;
}

/** Makes {@link LiveVideos}. */
export function makeLiveVideos(ports: ScenePorts): LiveVideos {
  /** The least recently used first. */
  let slots: Slot[] = [];
  const opening = new Map<string, Promise<Slot>>();

  async function take(file: SceneFile, options: UseOptions): Promise<Slot> {
    const key = keyOf(file);
    const known = slots.find((slot) => slot.key === key);
    if (known) {
      slots = [...slots.filter((slot) => slot !== known), known];
      known.users++;
      return known;
    }
    const before = opening.get(key);
    // Somebody else's opening may end with their cancel; then this one opens by itself.
    if (before) {
      await before.catch(() => undefined);
      return take(file, options);
    }
    const promise = openSlot(ports, file, options);
    opening.set(key, promise);
    try {
      const slot = await promise;
      slot.users++;
      slots.push(slot);
      await evict();
      return slot;
    } finally {
      opening.delete(key);
    }
  }

  async function evict(): Promise<void> {
    const free = slots.filter(({ users }) => users === 0);
    for (const slot of free.slice(0, Math.max(0, slots.length - keptVideos))) {
      slots = slots.filter((one) => one !== slot);
      await slot.close();
    }
  }

  const lease: LiveVideos['lease'] = async (file, options) => {
    const slot = await take(file, options);
    let isHeld = true;
    return {
      video: slot.video as LiveVideo,
      release() {
        if (isHeld) slot.users--;
        isHeld = false;
        void evict().catch(() => undefined);
      },
    };
  };
  return {
    lease,
    async use(file, options, work) {
      const { video, release } = await lease(file, options);
      try {
        return await work(video);
      } finally {
        release();
      }
    },
    async close() {
      const all = slots;
      slots = [];
      for (const slot of all) await slot.close();
    },
  };
}

/** Opens a video's analysis; people are learned when they are first asked for. */
async function openSlot(ports: ScenePorts, file: SceneFile, options: UseOptions): Promise<Slot> {
  const opened = await ports.analyses.open(file, options);
  try {
    const reader = await ports.openReader();
    const info = opened.info;
    const picture = supportedPictureOf(info);
    const people = listPeople(opened.analysis);
    const learned = new Map<string, LearnedScenePerson>();
    const learning = makeLingeringWork<LearnedScenePerson>();
    const video: LiveVideo = {
      file,
      info,
      picture,
      analysis: opened.analysis,
      analysisKey: opened.artifactKey,
      people,
      frames: makeFrameCache(reader, info),
      personOf: (faceNumber) => personOf(people, faceNumber),
      async learn(faceNumber, canAdapt, signal) {
        const person = personOf(people, faceNumber);
        const key = `${faceNumber} ${canAdapt}`;
        const known = learned.get(key);
        if (known) return known;
        const work = (own: AbortSignalLike) => learnScenePerson(ports, reader, video, person, canAdapt, own);
        const made = await learning.join(key, work, signal);
        learned.set(key, made);
        return made;
      },
    };
    return { key: keyOf(file), users: 0, video, close: () => opened.close() };
  } catch (failure) {
    await opened.close();
    throw failure;
  }
}

/** A moved file is another one to read from, though its content is known. */
function keyOf({ path, contentKey }: SceneFile): string {
  return `${contentKey} ${path}`;
}

function personOf(people: readonly Person[], faceNumber: number): Person {
  const person = people.find((one) => one.faceNumber === faceNumber);
  if (person) return person;
  if (people.length === 0) throw new StudioError('analysis.no-face', 'No face was found in the video.', { faceNumber });
  const there = people.length === 1 ? 'one face, number 1' : `faces 1 to ${people.length}`;
  throw new StudioError('analysis.face-not-chosen', `There is no face ${faceNumber}: the video has ${there}.`, {
    faceNumber,
    faceCount: people.length,
  });
}
