import { seenFactors } from '../../../core/analysis/face-code.ts';
import type { FactorName } from '../../../core/analysis/factor.ts';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import { eyeCodeHandles, isCodeEdit, noCodeHandles, type CodeHandles } from '../../../core/edit/code-edit-kinds.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import { blendShares } from '../../../core/edit/evaluate-edits.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { Appearance, GenerativePack } from '../../../core/ports/face-networks.ts';
import type { MediaReader } from '../../../core/ports/media.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';
import { noPortrait } from './appearance-archive.ts';
import { seenRows, soundRows, type CodeRows } from './code-rows.ts';
import { hashOf } from '../content-hash.ts';
import type { FaceDrive } from './driven-codes.ts';
import type { FaceArchives } from './face-archives.ts';
import type { FactorFace, FactorVideos } from '../scene/factor-videos.ts';
import { openGeneratedFace, type GeneratedFace } from './generated-face.ts';
import { lipRows } from './generated-lips.ts';
import { generatedShares } from './generated-shares.ts';
import { drawGeneratedTrack } from './generated-track.ts';
import type { LipSound } from './mel-archive.ts';
import type { FramesOf } from './motion-archive.ts';
import type { SharedNetworks } from './network-queue.ts';
import { portraitCandidates } from './portrait-choice.ts';
import type { DrawnTrack } from '../scene/scene-drawing.ts';
import { voiceStrength } from '../scene/scene-motion.ts';
import type { StagedPerson } from '../scene/scene-stage.ts';
import type { LiveVideo } from '../scene/scene-video.ts';
import { passageKey, passageSamples } from '../scene/scene-voices.ts';

/** Raised when the same inputs give other pictures. */
const generatedVersion = 1;

/** Frames that are looked at for a portrait. */
const lookedAtPortraits = 6;

/** So short a range is read through the video's frame cache, because a preview is about to draw it. */
const cachedFrames = 64;

/** Times that came through a text or a float are a hair off. */
const hairSec = 1e-6;

/** Beside the moment that a freeze holds the own sound is known so far: the nearest frame may lie before or after it. */
const besideSec = 0.25;

/** What a person's tracks are made from. */
export interface GeneratedPersonRequest {
  readonly archives: FaceArchives;
  readonly networks: SharedNetworks;
  readonly reader: MediaReader;
  readonly video: LiveVideo;
  readonly staged: StagedPerson;
  readonly factors: FactorVideos;
  /** Frames over which the expression is averaged. */
  readonly expressionWindowFrames: number;
}

/** The parts that edits may name of a pack's codes. */
export function codeHandlesOf({ eyeRoles }: GenerativePack): (factor: FactorName) => CodeHandles {
  const eye = eyeCodeHandles(eyeRoles);
  return (factor) => (factor === 'eye' ? eye : noCodeHandles);
}

/**
 * The tracks of a person whose pixels a generator makes. Reads landmarks and factors, which must be open; runs no network.
 *
 * @throws 'synthesis.no-portrait' for a person who is driven but never shown well
 */
export async function drawGeneratedPerson(request: GeneratedPersonRequest): Promise<readonly DrawnTrack[]> {
  const { networks, video, staged, reader } = request;
  const { file, picture, info, analysisKey } = video;
  const { person, passages, edits, faceNumber } = staged;
  const handlesOf = codeHandlesOf(networks.pack);
  const strength = voiceStrength(passages, picture.frameTimesSec);
  if (passages.length === 0 && !edits.some((edit) => edit.isEnabled && isCodeEdit(edit, handlesOf(edit.factor))))
    return [];
  const faces = new Map(person.tracks.map((track) => [track, openGeneratedFace(video, track, networks.pack)]));
  const framesOf: FramesOf = (range, signal) =>
    range.endFrame - range.startFrame <= cachedFrames
      ? video.frames.framesOf(range, signal)
      : reader.frames(info, { ...range, ...(signal && { signal }) });
  const appearance = appearanceOf(request, faces, framesOf);
  const blend = blendShares(edits, 'lip', picture.frameTimesSec);
  const lips = lipRows({
    frameTimesSec: picture.frameTimesSec,
    width: networks.pack.widths.lip,
    passages: passages.map((passage) => ({
      ...passage,
      codes: request.archives.soundOf(networks, {
        key: passageKey(passage),
        samples: (rateHz, signal) => passageSamples(passage, reader, rateHz, signal)(),
      }),
    })),
    // Where less of the voice is wanted, a face that is made again follows the own sound for the rest.
    strength: strength.map((value, frame) => value * blend[frame]),
    ownSound: ownSoundOf(request, video),
    remade: file.stillSec === undefined ? remadeRanges(edits, handlesOf) : [{ startSec: -1, endSec: Infinity }],
  });
  const personKey = await hashOf([generatedVersion, file.contentKey, analysisKey, faceNumber, networks.pack.key]);
  const tracks: DrawnTrack[] = [];
  for (const [track, face] of faces) {
    const drive = lips && driveOf(request, face, framesOf, lips);
    if (!drive) continue;
    const shares = generatedShares({
      track,
      frameTimesSec: picture.frameTimesSec,
      voiceStrength: strength,
      edits,
      handlesOf,
      isStill: face.isStill,
      isSeen: (frame) => face.affineAt(frame) !== null,
    });
    tracks.push(drawGeneratedTrack({ track, face, personKey, shares, drive, networks, appearance }));
  }
  return tracks;
}

/** Opens what the person looks like when it is first needed. */
function appearanceOf(
  { archives, networks, video, staged }: GeneratedPersonRequest,
  faces: ReadonlyMap<FaceTrack, GeneratedFace>,
  framesOf: FramesOf,
): (signal?: AbortSignalLike) => Promise<Appearance> {
  const { faceNumber, person } = staged;
  const isStill = video.file.stillSec !== undefined;
  const isUsable = (track: FaceTrack, frame: number): boolean =>
    faces.get(track)?.affineAt(frame) !== null &&
    (isStill ? track.isPresent : track.isDrivable)[frame - track.startFrame] === 1;
  const isUsableSomewhere = (track: FaceTrack): boolean => {
    for (let frame = track.startFrame; frame < track.endFrame; frame++) if (isUsable(track, frame)) return true;
    return false;
  };
  if (!person.tracks.some(isUsableSomewhere)) throw noPortrait(faceNumber);
  const candidates = () =>
    portraitCandidates(person.tracks, isUsable, isStill ? 1 : lookedAtPortraits).flatMap((candidate) => {
      const face = faces.get(candidate.track);
      return face ? [{ ...candidate, face }] : [];
    });
  const videoKey = `${video.file.contentKey} ${video.analysisKey}`;
  return (signal) => archives.appearances.open(networks, { faceNumber, videoKey, candidates, framesOf }, signal);
}

/** Where each factor of a track comes from; null for a face that is never seen. */
function driveOf(
  request: GeneratedPersonRequest,
  face: GeneratedFace,
  framesOf: FramesOf,
  lips: CodeRows,
): FaceDrive | null {
  const { archives, networks, staged, expressionWindowFrames } = request;
  const { widths, recipe } = networks.pack;
  if (face.times === null) return null;
  const handlesOf = codeHandlesOf(networks.pack);
  const archive = archives.motionOf(networks, face);
  const sources = new Map<string, CodeRows | null>();
  for (const edit of staged.edits) {
    if (edit.kind !== 'replace' || !edit.isEnabled) continue;
    const source = request.factors.faceOf(edit);
    sources.set(edit.editId, source && sourceRows(request, source, edit.factor));
  }
  const driveFactor = (factor: FactorName, base: CodeRows) => ({
    edits: { factor, width: widths[factor], edits: staged.edits, handles: handlesOf(factor), times: base.times },
    base,
    sourceOf: (edit: FactorEdit) => sources.get(edit.editId) ?? null,
  });
  const [headPose, eye, expression] = seenFactors.map((factor) =>
    seenRows(archive, factor, { widths, framesOf, windowFrames: factor === 'expression' ? expressionWindowFrames : 1 }),
  );
  if (!headPose || !eye || !expression) return null;
  return {
    factors: {
      lip: driveFactor('lip', lips),
      headPose: driveFactor('headPose', headPose),
      eye: driveFactor('eye', eye),
      expression: driveFactor('expression', expression),
    },
    recipe,
    span: face.times.span,
  };
}

/** The codes of a factor of another face: of its pictures, or for the lips of its video's sound. Null where there are none. */
function sourceRows(
  request: GeneratedPersonRequest,
  { video, track }: FactorFace,
  factor: FactorName,
): CodeRows | null {
  const { archives, networks, reader, expressionWindowFrames } = request;
  const { widths } = networks.pack;
  if (factor === 'lip') {
    const codes = ownSoundOf(request, video);
    return codes && soundRows(codes, video.picture.frameTimesSec, widths.lip);
  }
  const { info } = video;
  const framesOf: FramesOf = (range, signal) => reader.frames(info, { ...range, ...(signal && { signal }) });
  const archive = archives.motionOf(networks, openGeneratedFace(video, track, networks.pack));
  return seenRows(archive, factor, {
    widths,
    framesOf,
    windowFrames: factor === 'expression' ? expressionWindowFrames : 1,
  });
}

function ownSoundOf({ archives, networks, reader }: GeneratedPersonRequest, { file, info }: LiveVideo) {
  if (info.audio.length === 0 || file.stillSec !== undefined) return null;
  const sound: LipSound = {
    key: `own sound 1; ${file.contentKey}`,
    samples: (rateHz, signal) => reader.audio(file.path, rateHz, signal),
  };
  return archives.soundOf(networks, sound);
}

/** Where edits make a face again, and moments whose lips they hold. */
function remadeRanges(
  edits: readonly FactorEdit[],
  handlesOf: (factor: FactorName) => CodeHandles,
): readonly TimeRange[] {
  return edits.flatMap((edit) => {
    const { factor, kind, isEnabled, startSec, endSec } = edit;
    if (!isEnabled || !isCodeEdit(edit, handlesOf(factor)) || (factor === 'lip' && kind === 'blend')) return [];
    const isHeld = factor === 'lip' && edit.kind === 'freeze';
    const held = isHeld ? [{ startSec: edit.atSec - besideSec, endSec: edit.atSec + besideSec }] : [];
    return [{ startSec: startSec - hairSec, endSec: endSec - hairSec }, ...held];
  });
}
