import type { FaceTrack, VideoAnalysis } from './face-track.ts';

/** One person of the video: all face tracks with the same person index. Numbers count from 1 by descending prominence. */
export interface Person {
  readonly faceNumber: number;
  readonly personIndex: number;
  /** Ascending in time. */
  readonly tracks: readonly FaceTrack[];
  readonly presentFrames: number;
  readonly drivableFrames: number;
  readonly medianIodPx: number;
  /** Smallest and largest yaw seen, rad; 0 where the face was never seen. */
  readonly yawLowRad: number;
  readonly yawHighRad: number;
}

/** The people of a video, the most prominent first. */
export function listPeople(analysis: Pick<VideoAnalysis, 'faceTracks'>): readonly Person[] {
  const byPerson = new Map<number, FaceTrack[]>();
  for (const track of analysis.faceTracks) {
    const tracks = byPerson.get(track.personIndex);
    if (tracks) tracks.push(track);
    else byPerson.set(track.personIndex, [track]);
  }
  // Track ids count by descending prominence, so a person is as prominent as the best of their tracks.
  const prominence = (tracks: readonly FaceTrack[]): number => Math.min(...tracks.map((track) => track.faceTrackId));
  return [...byPerson]
    .sort(([, a], [, b]) => prominence(a) - prominence(b))
    .map(([personIndex, tracks], index) => describePerson(index + 1, personIndex, tracks));
}

function describePerson(faceNumber: number, personIndex: number, unsorted: readonly FaceTrack[]): Person {
  const tracks = [...unsorted].sort((a, b) => a.startFrame - b.startFrame);
  let presentFrames = 0;
  let drivableFrames = 0;
  let yawLowRad = Infinity;
  let yawHighRad = -Infinity;
  for (const track of tracks) {
    for (let t = 0; t < track.isPresent.length; t++) {
      if (!track.isPresent[t]) continue;
      presentFrames++;
      drivableFrames += track.isDrivable[t];
      yawLowRad = Math.min(yawLowRad, track.pose[t * 6]);
      yawHighRad = Math.max(yawHighRad, track.pose[t * 6]);
    }
  }
  const sizes = tracks.map((track) => track.medianIodPx).sort((a, b) => a - b);
  return {
    faceNumber,
    personIndex,
    tracks,
    presentFrames,
    drivableFrames,
    medianIodPx: sizes[sizes.length >> 1],
    yawLowRad: presentFrames > 0 ? yawLowRad : 0,
    yawHighRad: presentFrames > 0 ? yawHighRad : 0,
  };
}
