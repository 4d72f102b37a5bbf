import { z } from 'zod';
import { dubTracksSchema } from '../../api/engine-contract.ts';
import { placedVoicesOf, sceneFromDocument } from '../../core/project/scene-from-document.ts';
import type { PlacedVoice, Scene } from '../../core/project/scene.ts';
import type { Analyses } from './analyses.ts';
import { peaksAddress } from './asset-artifacts.ts';
import type { Background } from './background.ts';
import type { DerivedNotes, NoteKind } from './derived-notes.ts';
import { resultOf } from './engine-work.ts';
import type { JobContext, JobSpec } from './job.ts';
import type { JobQueue } from './job-queue.ts';
import { isPackAbsent } from './packs.ts';
import type { Packs } from './packs.ts';
import { derivedKeyOf, neededAssetIds, videoOf } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';
import { withCurrentPaths } from './current-paths.ts';
import type { ResourceUrls } from './resource-urls.ts';
import { makeTurns } from './turns.ts';
import type { Turns } from './turns.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What the placed voices make of the lips. */
export type DubTracks = z.output<typeof dubTracksSchema>;

const dubSoundSchema = z.object({ artifactKey: z.string(), peaksKey: z.string(), peaksPerSec: z.number() });
type DubSound = z.output<typeof dubSoundSchema>;

const tracksNote: NoteKind<DubTracks> = { name: 'dub-tracks', schema: dubTracksSchema };
const soundNote: NoteKind<DubSound> = {
  name: 'dub-sound',
  schema: dubSoundSchema,
  otherKeys: ({ peaksKey }) => [peaksKey],
};

/** While lines are dragged nothing is made; this long after the last change it begins. */
const restMs = 400;

/** The sound of the placed voices and what it makes of the lips: made anew by itself when lines change. */
export interface DubData {
  /** Says that the project may have changed: after a rest, what is stale is made anew. */
  reconsider(session: ProjectSession): void;
  /** Forgets what was wanted, so that everything is looked at again. */
  forget(session: ProjectSession): void;
  /** For the lines as they are now; null while not made. */
  readTracks(session: ProjectSession): Promise<DubTracks | null>;
  locateSound(session: ProjectSession): Promise<{
    readonly soundUrl: string;
    readonly peaks: { readonly url: string; readonly peaksPerSec: number };
  } | null>;
}

interface Parts {
  readonly ports: Pick<WorkspacePorts, 'engine' | 'time'>;
  readonly notes: DerivedNotes;
  readonly queue: JobQueue;
  readonly analyses: Pick<Analyses, 'read'>;
  readonly packs: Pick<Packs, 'requireOf'>;
  readonly urls: ResourceUrls;
  readonly background: Background;
}

/** What is wanted for one project, and the jobs that make it. */
interface Wants {
  callOff: () => void;
  readonly turns: Turns;
  readonly keys: Map<'dub-tracks' | 'dub-sound', string | null>;
}

/** One kind of data: its input as it is now (null: nothing to make), and how it is made. */
interface Ware {
  readonly kind: 'dub-tracks' | 'dub-sound';
  readonly inputKey: string | null;
  isMade(): Promise<boolean>;
  make(context: JobContext): Promise<void>;
}

/** Dub data of the open projects. */
export function createDubData(parts: Parts): DubData {
  const { ports, notes, urls } = parts;
  const wantsOf = new WeakMap<ProjectSession, Wants>();
  const wants = (session: ProjectSession) => {
    const known = wantsOf.get(session);
    if (known !== undefined) return known;
    const fresh: Wants = { callOff: () => undefined, turns: makeTurns(), keys: new Map() };
    wantsOf.set(session, fresh);
    return fresh;
  };
  return {
    reconsider(session) {
      const wanted = wants(session);
      wanted.callOff();
      wanted.callOff = ports.time.after(restMs, () => {
        parts.background.run(
          'make dub data',
          wanted.turns.take(() => refresh(parts, session, wanted)),
        );
      });
    },
    forget(session) {
      wants(session).callOff();
      wants(session).keys.clear();
    },
    async readTracks(session) {
      const scene = voiceSceneOf(session);
      return scene === null ? null : notes.read(tracksNote, keyOfScene(scene));
    },
    async locateSound(session) {
      const sound = soundInputOf(session);
      const note = sound === null ? null : await notes.read(soundNote, keyOfSound(sound));
      if (note === null) return null;
      const { artifactKey, peaksKey, peaksPerSec } = note;
      return {
        soundUrl: urls.artifactUrl(artifactKey, 'voice.m4a'),
        peaks: peaksAddress(urls, { artifactKey: peaksKey, peaksPerSec }),
      };
    },
  };
}

async function refresh(parts: Parts, session: ProjectSession, wanted: Wants): Promise<void> {
  // Lips first: the curve is looked at at once, the sound is listened to when it plays.
  for (const ware of [await tracksWare(parts, session), await soundWare(parts, session)]) {
    const before = wanted.keys.get(ware.kind);
    if (before === ware.inputKey) continue;
    wanted.keys.set(ware.kind, ware.inputKey);
    parts.queue.withdraw(({ kind, projectId }) => kind === ware.kind && projectId === session.projectId);
    const isNews = before !== undefined || ware.inputKey !== null;
    if (ware.inputKey !== null && !(await ware.isMade())) parts.queue.add(specOf(session, ware));
    // Either there is other data now, or what was read before is stale.
    if (isNews) session.events.tell({ event: 'derived', what: ware.kind });
  }
}

function specOf(session: ProjectSession, ware: Ware): JobSpec {
  return {
    kind: ware.kind,
    projectId: session.projectId,
    subject: session.project.document.settings.project.name,
    key: `${ware.kind} ${session.projectId}`,
    async run(context) {
      await ware.make(context);
      session.events.tell({ event: 'derived', what: ware.kind });
      return null;
    },
  };
}

async function tracksWare({ ports, notes, analyses, packs }: Parts, session: ProjectSession): Promise<Ware> {
  const scene = voiceSceneOf(session);
  const video = videoOf(session);
  const isReady = scene !== null && video !== null && isAllPresent(session) && (await analyses.read(video)) !== null;
  if (!isReady || (await isPackAbsent(packs, session))) return nothing('dub-tracks');
  const inputKey = keyOfScene(scene);
  return {
    kind: 'dub-tracks',
    inputKey,
    isMade: async () => (await notes.read(tracksNote, inputKey)) !== null,
    async make(context) {
      const { signal } = context;
      const input = { scene: withCurrentPaths(session, scene) };
      const tracks = await resultOf(ports.engine.client.engine.readDubTracks(input, { signal }), context);
      await notes.write(tracksNote, inputKey, tracks);
    },
  };
}

async function soundWare({ ports, notes }: Parts, session: ProjectSession): Promise<Ware> {
  const sound = soundInputOf(session);
  if (sound === null || !isAllPresent(session)) return nothing('dub-sound');
  const inputKey = keyOfSound(sound);
  return {
    kind: 'dub-sound',
    inputKey,
    isMade: async () => (await notes.read(soundNote, inputKey)) !== null,
    async make(context) {
      const { engine } = ports.engine.client;
      const { signal } = context;
      const { artifactKey } = await resultOf(engine.mixVoices(withCurrentPaths(session, sound), { signal }), context);
      const path = (await notes.fileOf(artifactKey, 'voice.m4a')) ?? '';
      const file = { path, contentKey: artifactKey };
      const peaks = await resultOf(engine.measurePeaks({ file }, { signal }), context);
      const { peaksPerSec } = peaks;
      await notes.write(soundNote, inputKey, { artifactKey, peaksKey: peaks.artifactKey, peaksPerSec });
    },
  };
}

function nothing(kind: Ware['kind']): Ware {
  return { kind, inputKey: null, isMade: async () => true, make: async () => undefined };
}

function isAllPresent(session: ProjectSession): boolean {
  return neededAssetIds(session).every((assetId) => !session.missingAssetIds.includes(assetId));
}

/** The scene with nothing but its voices: edits do not change what a voice makes of the lips. Null without video or voice. */
function voiceSceneOf(session: ProjectSession): Scene | null {
  if (videoOf(session) === null) return null;
  const scene = sceneFromDocument(session.project.document);
  const people = scene.people.filter(({ voices }) => voices.length > 0).map((person) => ({ ...person, edits: [] }));
  return people.length === 0 ? null : { ...scene, people, factorSources: {} };
}

interface SoundInput {
  readonly voices: readonly PlacedVoice[];
  readonly durationSec: number;
}

function soundInputOf(session: ProjectSession): SoundInput | null {
  const video = videoOf(session);
  const voices = placedVoicesOf(session.project.document);
  if (video === null || voices.length === 0 || !(video.summary.durationSec > 0)) return null;
  return { voices, durationSec: video.summary.durationSec };
}

// Content keys, not paths: a file that moved makes the same sound.

function keyOfSound({ voices, durationSec }: SoundInput): string {
  return JSON.stringify([voices.map(withoutPath), durationSec]);
}

function keyOfScene({ video, people, canAdapt, packId }: Scene): string {
  const persons = people.map(({ faceNumber, voices }) => [faceNumber, voices.map(withoutPath)]);
  const videoKey = derivedKeyOf({ contentKey: video.contentKey, stillSec: video.stillSec ?? null });
  return JSON.stringify([videoKey, persons, canAdapt, packId]);
}

function withoutPath({ file, ...placed }: PlacedVoice) {
  return { ...placed, contentKey: file.contentKey };
}
