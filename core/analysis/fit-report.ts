import { sayingOf } from '../saying.ts';
import type { Saying } from '../saying.ts';
import { medianOf, percentileOf } from '../tensor/order-statistics.ts';
import type { FrameRange } from '../time/frame-range.ts';
import { largestDrivableYaw, leastDrivableIodPx } from './face-drivability.ts';
import type { FaceTrack, FitFinding, FitSeverity, Shot } from './face-track.ts';
import { countFrames, describePlaces } from './fit-sentences.ts';
import { frameRuns, framesIn } from './frame-runs.ts';

/** A track as the report sees it. */
export interface FitTrack extends Pick<
  FaceTrack,
  'faceTrackId' | 'personIndex' | 'startFrame' | 'endFrame' | 'isPresent' | 'isDrivable' | 'pose' | 'medianIodPx'
> {
  /** [T] mouth opening above rest, iod; NaN where not seen. */
  readonly opening: Float32Array;
  /** [T] mean brightness of the face, 0 to 1; NaN where not seen. */
  readonly brightness: Float32Array;
  /** [T] fine detail of the face (mean step between neighbouring pixels, 0 to 1); NaN where not seen. */
  readonly detail: Float32Array;
  /** [T] how unlike its usual colour the lower face is (see `core/analysis/face-cover.ts`); NaN where not seen. */
  readonly cover: Float32Array;
}

/** What the report is made from. */
export interface FitInput {
  readonly frameCount: number;
  readonly frameTimesSec: ArrayLike<number>;
  readonly shots: readonly Shot[];
  readonly tracks: readonly FitTrack[];
}

/** Below this the mouth is a dozen pixels wide: the result cannot be sharp. */
const softIodPx = 48;

/** A video that never opens the mouth wider than this (iod above rest, 99 of 100 frames) shows nothing of its inside. */
const leastOpening = 0.06;

/** Faces darker than this hide their mouth in noise. */
const leastBrightness = 0.09;

/** Frames with less than this share of the face's usual detail are blurred. */
const blurShare = 0.55;

/** The lower face is probably covered from this much on (log of colour ratio). */
const coverLimit = 0.6;

/** Shortest run of blurred or covered frames that is worth a word. */
const shortestRun = 3;

/** Under this the rest of the mouth and the way of speaking can hardly be learned. */
const shortVideoSec = 2;

/** Judges how well a video suits dubbing. Pure; findings are ordered: blockers, warnings, notes. */
export function makeFitReport(input: FitInput): FitFinding[] {
  const findings = [...aboutPresence(input), ...aboutDrivability(input), ...aboutLook(input), ...aboutContent(input)];
  const rank: Readonly<Record<FitSeverity, number>> = { blocker: 0, warning: 1, note: 2 };
  return findings.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

function finding(
  severity: FitSeverity,
  saying: Saying,
  sentence: string,
  frames: readonly FrameRange[] = [],
  faceTrackId: number | null = null,
): FitFinding {
  return { severity, code: saying.code, sentence, saying, frames, faceTrackId };
}

function aboutPresence({ frameCount, frameTimesSec, tracks }: FitInput): FitFinding[] {
  if (tracks.length === 0) {
    return [
      finding(
        'blocker',
        sayingOf('analysis.no-face', {}),
        'No face was found in this video. Use a video that shows the speaker from the front, not too small and well lit.',
        [{ startFrame: 0, endFrame: frameCount }],
      ),
    ];
  }
  const isCovered = new Uint8Array(frameCount);
  for (const { startFrame, isPresent } of tracks) isPresent.forEach((value, t) => (isCovered[startFrame + t] |= value));
  const missing = frameRuns(0, frameCount, (frame) => isCovered[frame] === 0);
  if (missing.length === 0) return [];
  const count = framesIn(missing);
  const stay = count === 1 ? 'That frame stays as it is.' : 'They stay as they are.';
  return [
    finding(
      'warning',
      sayingOf('analysis.frames-without-face', { count, total: frameCount }),
      `No face is in view in ${countFrames(count)} of ${frameCount} (${describePlaces(missing, frameTimesSec)}). ${stay}`,
      missing,
    ),
  ];
}

/** Tracks of each person, persons in order of prominence. */
function personsOf(tracks: readonly FitTrack[]): FitTrack[][] {
  const persons = new Map<number, FitTrack[]>();
  for (const track of tracks) persons.set(track.personIndex, [...(persons.get(track.personIndex) ?? []), track]);
  return [...persons.values()];
}

function runsIn(
  tracks: readonly FitTrack[],
  test: (track: FitTrack, t: number) => boolean,
  shortest = 1,
): FrameRange[] {
  return tracks
    .flatMap((track) =>
      frameRuns(
        track.startFrame,
        track.endFrame - track.startFrame,
        (t) => track.isPresent[t] === 1 && test(track, t),
        shortest,
      ),
    )
    .sort((a, b) => a.startFrame - b.startFrame);
}

function aboutDrivability(input: FitInput): FitFinding[] {
  const persons = personsOf(input.tracks);
  const canNobody = input.tracks.length > 0 && input.tracks.every(({ isDrivable }) => !isDrivable.includes(1));
  const findings = persons.flatMap((tracks, i) =>
    aboutPerson(input, tracks, persons.length > 1 ? `Face ${i + 1}` : 'The face', canNobody),
  );
  return findings;
}

function aboutPerson(
  { frameTimesSec }: FitInput,
  tracks: readonly FitTrack[],
  name: string,
  canNobody: boolean,
): FitFinding[] {
  const { faceTrackId } = tracks[0];
  const findings: FitFinding[] = [];
  const canDrive = tracks.some(({ isDrivable }) => isDrivable.includes(1));
  const small = runsIn(tracks, (track, t) => track.pose[t * 6 + 5] < leastDrivableIodPx);
  const turned = runsIn(tracks, (track, t) => track.isDrivable[t] === 0 && track.pose[t * 6 + 5] >= leastDrivableIodPx);
  const iodPx = Math.round(medianOf(tracks.map(({ medianIodPx }) => medianIodPx)));
  const severity = canNobody ? 'blocker' : 'warning';
  const degrees = Math.round((largestDrivableYaw * 180) / Math.PI);
  if (!canDrive && framesIn(small) >= framesIn(turned)) {
    const sentence = `${name} is too small: its eyes are ${iodPx} px apart, and at least ${leastDrivableIodPx} px are needed. Use a larger version of the video or a closer shot.`;
    return [
      finding(
        severity,
        sayingOf('analysis.face-too-small', { iodPx, neededPx: leastDrivableIodPx }),
        sentence,
        small,
        faceTrackId,
      ),
    ];
  }
  if (!canDrive) {
    const sentence = `${name} is turned away from the camera by more than ${degrees} degrees all the time, so its lips cannot be re-driven. Use a shot from the front.`;
    return [finding(severity, sayingOf('analysis.profile-only', { degrees }), sentence, turned, faceTrackId)];
  }
  if (small.length > 0) {
    const sentence = `${name} is too small in ${countFrames(framesIn(small))} (${describePlaces(small, frameTimesSec)}). The mouth is left as it is there.`;
    findings.push(
      finding('warning', sayingOf('analysis.small-frames', { count: framesIn(small) }), sentence, small, faceTrackId),
    );
  }
  if (turned.length > 0) {
    const sentence = `${name} is turned away by more than ${degrees} degrees in ${countFrames(framesIn(turned))} (${describePlaces(turned, frameTimesSec)}). The mouth is left as it is there.`;
    findings.push(
      finding(
        'warning',
        sayingOf('analysis.turned-away', { degrees, count: framesIn(turned) }),
        sentence,
        turned,
        faceTrackId,
      ),
    );
  }
  if (iodPx < softIodPx) {
    const sentence = `${name} is small: its eyes are ${iodPx} px apart. The new mouth will be no sharper than the picture.`;
    findings.push(finding('note', sayingOf('analysis.small-face', { iodPx }), sentence, [], faceTrackId));
  }
  if (percentileOf(seenValues(tracks, 'opening'), 0.99) < leastOpening) {
    const sentence = `${name} never opens its mouth in this video, so teeth and tongue cannot be its own: they come from a generic source.`;
    findings.push(finding('warning', sayingOf('analysis.mouth-never-opens', {}), sentence, [], faceTrackId));
  }
  return findings;
}

function seenValues(tracks: readonly FitTrack[], key: 'opening' | 'brightness' | 'detail'): number[] {
  return tracks.flatMap((track) =>
    Array.from(track[key]).filter((value, t) => !Number.isNaN(value) && track.isDrivable[t] === 1),
  );
}

function aboutLook({ tracks, frameTimesSec }: FitInput): FitFinding[] {
  const persons = personsOf(tracks);
  return persons.flatMap((own, i) => {
    const name = persons.length > 1 ? `Face ${i + 1}` : 'The face';
    const { faceTrackId } = own[0];
    const findings: FitFinding[] = [];
    const dark = runsIn(own, (track, t) => track.brightness[t] < leastBrightness, shortestRun);
    if (dark.length > 0) {
      const sentence = `${name} is very dark in ${countFrames(framesIn(dark))} (${describePlaces(dark, frameTimesSec)}). Expect noise around the mouth.`;
      findings.push(
        finding('warning', sayingOf('analysis.dark', { count: framesIn(dark) }), sentence, dark, faceTrackId),
      );
    }
    const usualDetail = medianOf(seenValues(own, 'detail'));
    const blurred = runsIn(own, (track, t) => track.detail[t] < blurShare * usualDetail, shortestRun);
    if (blurred.length > 0) {
      const sentence = `${name} is blurred in ${countFrames(framesIn(blurred))} (${describePlaces(blurred, frameTimesSec)}). The new mouth is softened to match where it can be.`;
      findings.push(
        finding('note', sayingOf('analysis.blurred', { count: framesIn(blurred) }), sentence, blurred, faceTrackId),
      );
    }
    const covered = runsIn(own, (track, t) => track.isDrivable[t] === 1 && track.cover[t] > coverLimit, shortestRun);
    if (covered.length > 0) {
      const sentence = `Something may cover the mouth of ${name === 'The face' ? 'the face' : name.toLowerCase()} in ${countFrames(framesIn(covered))} (${describePlaces(covered, frameTimesSec)}). Look there, and set the strength to 0 where a hand or a microphone is in the way.`;
      findings.push(
        finding(
          'warning',
          sayingOf('analysis.mouth-covered', { count: framesIn(covered) }),
          sentence,
          covered,
          faceTrackId,
        ),
      );
    }
    return findings;
  });
}

function aboutContent({ tracks, shots, frameTimesSec, frameCount }: FitInput): FitFinding[] {
  const findings: FitFinding[] = [];
  const personCount = personsOf(tracks).length;
  if (personCount > 1) {
    findings.push(
      finding(
        'note',
        sayingOf('analysis.several-faces', { count: personCount }),
        `${personCount} faces are in view. Choose the ones to dub; the others stay as they are.`,
      ),
    );
  }
  if (shots.length > 1) {
    const cuts = shots.slice(1).map(({ startFrame }) => ({ startFrame, endFrame: startFrame + 1 }));
    const places = describePlaces(cuts, frameTimesSec);
    findings.push(
      finding(
        'note',
        sayingOf('analysis.cuts', { count: cuts.length }),
        `The video has ${cuts.length === 1 ? '1 cut' : `${cuts.length} cuts`} (${places}). Faces are followed afresh after each.`,
        cuts,
      ),
    );
  }
  const durationSec = frameCount > 1 ? (frameTimesSec[frameCount - 1] * frameCount) / (frameCount - 1) : 0;
  if (tracks.length > 0 && durationSec < shortVideoSec) {
    findings.push(
      finding(
        'note',
        sayingOf('analysis.short-video', { durationSec }),
        `The video is only ${durationSec.toFixed(1)} s long: there is little of the person's own mouth to work with.`,
      ),
    );
  }
  return findings;
}
