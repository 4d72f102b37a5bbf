import { leastDrivableIodPx } from '../../core/analysis/face-drivability.ts';
import type { VideoAnalysis } from '../../core/analysis/face-track.ts';
import { silentDbfs } from '../../core/analysis/voice/loudness.ts';
import { listPeople, type Person } from '../../core/analysis/people.ts';
import { StudioError, type AbortSignalLike } from '../../core/errors.ts';
import type { MediaInfo, VideoStream } from '../../core/media/media-info.ts';
import { isStillPicture, longestStillSidePx, stillVideoSize } from '../../core/media/still-picture.ts';
import { pictureEndSec, supportedPictureOf } from '../../core/media/supported-picture.ts';
import { planSoundtrackFit, type SoundtrackFitPlan } from '../../core/export/soundtrack-fit.ts';
import { longestStillSec } from '../../core/project/records.ts';
import type { ProgressReport } from '../../core/ports/progress.ts';
import type { PlacedVoice, SceneFile } from '../../core/project/scene.ts';
import { frameStartSec, type FrameRate } from '../../core/time/frame-rate.ts';
import { assertDrivable, assertSomebody, choosePeople, type SceneSources } from '../studio.ts';
import { placeVoice } from './placed-voice.ts';
import type { NamedDriver } from './scene-edits.ts';
import type { SceneRequest } from './scene-request.ts';

/** A driver that is a still picture is shown for so long; a driver that is too short is bounced. */
const stillDriverSec = 1;

/** A voice whose loudest sample is below this is silent. */
const silentPeak = 10 ** (silentDbfs / 20);

/** How the reading of inputs talks and is ended. */
export interface InputTalk {
  readonly signal: AbortSignalLike;
  readonly notify: (sentence: string) => void;
  readonly onProgress: (report: ProgressReport) => void;
}

/** The inputs of a scene, looked into and found fit. */
export interface SceneInputs {
  /** As the scene has it: a still with its length. */
  readonly file: SceneFile;
  /** The picture, or the video that shows the still. */
  readonly picture: VideoStream;
  readonly isStill: boolean;
  readonly chosen: readonly Person[];
  readonly fit: SoundtrackFitPlan;
  readonly voices: readonly PlacedVoice[];
  /** What is heard: the voice, or the mix. */
  readonly heard: readonly PlacedVoice[];
  readonly drivers: readonly (NamedDriver & { readonly file: SceneFile })[];
}

/**
 * Looks into all files, cheapest checks first, and into the faces of the picture and the drivers.
 * @throws StudioError 'cli.usage' | 'media.*' | 'analysis.*' | 'synthesis.voice-length-mismatch'
 */
export async function readSceneInputs(
  sources: SceneSources,
  request: SceneRequest,
  talk: InputTalk,
): Promise<SceneInputs> {
  const { signal } = talk;
  const reader = await sources.openReader();
  const info = await reader.probe(request.picturePath, signal);
  const isStill = isStillPicture(info);
  assertKind(request, info, isStill);
  const voice = await reader.probe(request.voicePath, signal);
  const voiceSec = await assertHeard(sources, voice, 'voice', signal);
  const mix = request.mixPath === null ? null : await reader.probe(request.mixPath, signal);
  const mixSec = mix && (await assertHeard(sources, mix, 'mix', signal));
  const driverInfos = new Map<string, MediaInfo>();
  for (const { path } of request.drivers) {
    if (driverInfos.has(path)) continue;
    const driver = await reader.probe(path, signal);
    if (!isStillPicture(driver)) supportedPictureOf(driver);
    driverInfos.set(path, driver);
  }

  const rate: FrameRate = info.video?.frameRate ?? { num: 25, den: 1 };
  if (isStill) assertShowable(voice.path, voiceSec);
  const pictureSec = isStill ? wholeFramesSec(voiceSec, rate) : pictureEndSec(supportedPictureOf(info));
  const planFor = (soundSec: number): SoundtrackFitPlan => {
    const { offsetSec, fit } = request;
    const toleranceSec = frameStartSec(rate, 1);
    return planSoundtrackFit({ voiceSec: soundSec, pictureSec, offsetSec, fit, toleranceSec });
  };
  const fit = planFor(voiceSec);
  const remark = isStill ? shrinkingText(info) : fit.sentence;
  if (remark !== null) talk.notify(remark);

  const contentKey = await sources.contentKeyOf(request.picturePath);
  const file: SceneFile = { path: request.picturePath, contentKey, ...(isStill && { stillSec: pictureSec }) };
  const { picture, chosen } = await readFaces(sources, request, file, talk);
  const voices = await placed(sources, fit, request.voicePath, talk);
  const heard = mixSec === null || mix === null ? voices : await placed(sources, planFor(mixSec), mix.path, talk);
  const drivers = await readDrivers(sources, request, driverInfos, talk);
  return { file, picture, isStill, chosen, fit, voices, heard, drivers };
}

function assertKind({ command }: SceneRequest, { path, video }: MediaInfo, isStill: boolean): void {
  if (command === 'animate' && video === null)
    throw new StudioError('media.no-video', 'The file has no picture. Choose a photo.', { path });
  if (command === 'animate' && !isStill) {
    throw new StudioError('cli.usage', `${path} is a video, not a still picture: "facet dub" gives it another voice.`, {
      path,
    });
  }
  if (command === 'dub' && isStill) {
    throw new StudioError('media.still-picture', `${path} is a still picture, not a video.`, { path });
  }
}

async function assertHeard(
  sources: SceneSources,
  { path, audio }: MediaInfo,
  role: 'voice' | 'mix',
  signal: AbortSignalLike,
): Promise<number> {
  if (audio.length === 0)
    throw new StudioError('media.no-audio', `${path} has no sound, so it cannot be the ${role}.`, { path, role });
  if (role === 'mix') return audio[0].durationSec;
  const file = { path, contentKey: await sources.contentKeyOf(path) };
  const { artifactKey } = await sources.mediaArtifacts.measurePeaks(file, { signal });
  const bytes = await sources.artifacts.read(artifactKey, 'peaks.f32');
  const peaks = bytes === null ? [] : new Float32Array(bytes.slice().buffer);
  if (!peaks.some((peak) => peak >= silentPeak)) {
    throw new StudioError(
      'media.silent-voice',
      `${path} is silent: nothing in it reaches ${String(silentDbfs)} dBFS.`,
      { path },
    );
  }
  return audio[0].durationSec;
}

/** Says that a picture is made smaller; a row or column that is left out is not worth a word. */
function shrinkingText({ video }: MediaInfo): string | null {
  if (video === null || Math.max(video.widthPx, video.heightPx) <= longestStillSidePx + 1) return null;
  const size = stillVideoSize(video.widthPx, video.heightPx);
  const text = (one: { readonly widthPx: number; readonly heightPx: number }): string =>
    `${String(one.widthPx)} x ${String(one.heightPx)}`;
  return `The picture is made smaller, from ${text(video)} to ${text(size)}.`;
}

function assertShowable(path: string, voiceSec: number): void {
  if (voiceSec <= longestStillSec) return;
  const hours = longestStillSec / 3600;
  throw new StudioError(
    'synthesis.voice-length-mismatch',
    `${path} is ${(voiceSec / 3600).toFixed(1)} hours long; a still picture is shown for ${String(hours)} hours at most. Cut the voice into parts.`,
    { path, voiceSec },
  );
}

/** The shortest time of whole frames in which all of a voice is heard. */
function wholeFramesSec(voiceSec: number, { num, den }: FrameRate): number {
  const frames = Math.max(1, Math.ceil((voiceSec * num) / den - 1e-3));
  return (frames * den) / num;
}

interface ReadFaces {
  readonly picture: VideoStream;
  readonly chosen: readonly Person[];
}

async function readFaces(
  sources: SceneSources,
  { face }: SceneRequest,
  file: SceneFile,
  { signal, notify, onProgress }: InputTalk,
): Promise<ReadFaces> {
  const isStill = file.stillSec !== undefined;
  const opened = await sources.analyses.open(await sources.stills.open(file, signal), { signal, onProgress });
  try {
    const { analysis } = opened;
    assertFace(file.path, isStill, analysis);
    const people = listPeople(analysis);
    const chosen = choosePeople(people, face);
    if (isStill) assertStillDrivable(file.path, chosen);
    else assertDrivable(analysis, chosen);
    const drivable = chosen.filter(({ drivableFrames }) => drivableFrames > 0);
    if (!isStill) for (const sentence of warningsAbout(analysis, drivable)) notify(sentence);
    notify(whoText(people, drivable, isStill));
    return { picture: supportedPictureOf(opened.info), chosen: drivable };
  } finally {
    await opened.close();
  }
}

/** A still is one picture, whatever the number of frames that show it. */
function assertFace(path: string, isStill: boolean, analysis: VideoAnalysis): void {
  if (isStill && analysis.faceTracks.length === 0)
    throw new StudioError('analysis.no-face', `No face was found in ${path}.`, { path });
  assertSomebody(path, analysis);
}

/** The fit report speaks of frames and shots; a picture has one. */
function assertStillDrivable(path: string, chosen: readonly Person[]): void {
  if (chosen.some(({ drivableFrames }) => drivableFrames > 0)) return;
  const [{ faceNumber, medianIodPx }] = chosen;
  const details = { path, faceNumber };
  if (medianIodPx < leastDrivableIodPx) {
    throw new StudioError(
      'analysis.face-too-small',
      `Face ${String(faceNumber)} of ${path} is too small: its eyes are ${medianIodPx.toFixed(0)} px apart, and at least ${String(leastDrivableIodPx)} px are needed. Use a larger picture.`,
      details,
    );
  }
  throw new StudioError(
    'analysis.profile-only',
    `Face ${String(faceNumber)} of ${path} is turned too far aside, or covered. Use a picture in which it looks at the camera.`,
    details,
  );
}

function warningsAbout({ findings }: VideoAnalysis, people: readonly Person[]): readonly string[] {
  const trackIds = new Set(people.flatMap(({ tracks }) => tracks.map(({ faceTrackId }) => faceTrackId)));
  const isMeant = (faceTrackId: number | null): boolean => faceTrackId === null || trackIds.has(faceTrackId);
  return findings
    .filter(({ severity, faceTrackId }) => severity === 'warning' && isMeant(faceTrackId))
    .map(({ sentence }) => sentence);
}

function whoText(people: readonly Person[], chosen: readonly Person[], isStill: boolean): string {
  const numbers = chosen.map(({ faceNumber }) => faceNumber).join(', ');
  const made = isStill ? 'Animating' : 'Dubbing';
  if (people.length === 1) return `${made} face ${numbers}.`;
  return `${made} face ${numbers} of ${String(people.length)}; --face chooses others.`;
}

async function placed(
  sources: SceneSources,
  plan: SoundtrackFitPlan,
  path: string,
  { signal }: InputTalk,
): Promise<readonly PlacedVoice[]> {
  const file = { path, contentKey: await sources.contentKeyOf(path) };
  return placeVoice(plan, file, async () => {
    const reversed = await sources.reversedSounds.open(file, signal);
    const { audio } = await (await sources.openReader()).probe(reversed.path, signal);
    return { file: reversed, durationSec: audio[0]?.durationSec ?? 0 };
  });
}

async function readDrivers(
  sources: SceneSources,
  { drivers, driverFaceNumber }: SceneRequest,
  infos: ReadonlyMap<string, MediaInfo>,
  { signal, onProgress }: InputTalk,
): Promise<SceneInputs['drivers']> {
  const files = new Map<string, { readonly assetId: string; readonly file: SceneFile }>();
  for (const [path, info] of infos) {
    const isStill = isStillPicture(info);
    const contentKey = await sources.contentKeyOf(path);
    const file: SceneFile = { path, contentKey, ...(isStill && { stillSec: stillDriverSec }) };
    const opened = await sources.analyses.open(await sources.stills.open(file, signal), { signal, onProgress });
    try {
      assertFace(path, isStill, opened.analysis);
      assertDriverFace(path, listPeople(opened.analysis), driverFaceNumber);
    } finally {
      await opened.close();
    }
    files.set(path, { assetId: `driver-${String(files.size + 1)}`, file });
  }
  return drivers.flatMap((driver) => {
    const known = files.get(driver.path);
    return known === undefined ? [] : [{ ...driver, ...known }];
  });
}

function assertDriverFace(path: string, people: readonly Person[], faceNumber: number): void {
  if (people.some((person) => person.faceNumber === faceNumber)) return;
  throw new StudioError(
    'analysis.face-not-chosen',
    `${path} has no face ${String(faceNumber)}: it has ${String(people.length)}. Choose with --driver-face.`,
    { path, faceNumber, faceCount: people.length },
  );
}
