import { factorHandles, type FactorName, type FactorTrack } from './factor.ts';
import { measureCount, measureIndex, type MeasureName } from './factor-measure.ts';
import type { FactorRest } from './factor-rest.ts';
import { poseValues } from './head-pose.ts';

/** A shut eye keeps about this share of its open height in the mesh. */
const shutShare = 0.3;

/** Distance of the iris from the eyeball's centre: about 10.5 mm of the 90 mm between outer eye corners. */
const eyeballRadius = 0.118;

/** In a blink the lids hide the iris; from this much on its measured place says nothing. */
const hiddenIrisBlink = 0.55;

/** Only touching lips can press: the press fades out up to this opening above rest, iod. */
const pressOpening = 0.05;

/** Lips this much thinner than at rest are pressed as hard as they can be. */
const hardestPress = 0.5;

function ratio(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function blinkOf(openness: number, open: number): number {
  return ratio((open - openness) / (open * (1 - shutShare)));
}

function gazeAngle(offset: number): number {
  return Math.asin(Math.min(0.9, Math.max(-0.9, offset / eyeballRadius)));
}

/**
 * Turns measures into the four factor tracks, relative to the person's rest.
 *
 * @param measures [T, measureCount], NaN rows where the face was not seen
 * @param pose     [T, 6]
 */
export function factorTracksFrom(
  startFrame: number,
  measures: Float32Array,
  pose: Float32Array,
  rest: FactorRest,
): Record<FactorName, FactorTrack> {
  const frameCount = measures.length / measureCount;
  const make = (factor: FactorName): FactorTrack => ({
    factor,
    handles: factorHandles[factor],
    startFrame,
    values: new Float32Array(frameCount * factorHandles[factor].length).fill(Number.NaN),
  });
  const tracks = { lip: make('lip'), eye: make('eye'), headPose: make('headPose'), expression: make('expression') };
  for (let t = 0; t < frameCount; t++) {
    const value = (name: MeasureName) => measures[t * measureCount + measureIndex(name)];
    if (Number.isNaN(value('opening'))) continue;
    const open = value('opening') - rest.opening;
    const thinner = 1 - value('lipThickness') / rest.lipThickness;
    tracks.lip.values.set(
      [
        open,
        value('mouthWidth') - rest.mouthWidth,
        ratio(thinner / hardestPress) * ratio(1.4 - open / (pressOpening / 1.4)),
        value('chinY') - rest.chinY,
      ],
      t * 4,
    );
    tracks.eye.values.set(
      [
        blinkOf(value('eyeOpenLeft'), rest.eyeOpenLeft),
        blinkOf(value('eyeOpenRight'), rest.eyeOpenRight),
        gazeAngle(value('irisX') - rest.irisX),
        gazeAngle(value('irisY') - rest.irisY),
      ],
      t * 4,
    );
    tracks.headPose.values.set(pose.subarray(t * poseValues, (t + 1) * poseValues), t * poseValues);
    const opening = value('opening') - rest.opening;
    tracks.expression.values.set(
      [
        rest.browY - value('browY'),
        rest.browGap - value('browGap'),
        rest.cornerY + rest.cornerPerOpening * opening - value('cornerY'),
        rest.cheekY + rest.cheekPerOpening * opening - value('cheekY'),
      ],
      t * 4,
    );
  }
  bridgeBlinks(tracks.eye.values);
  return tracks;
}

/** Replaces the gaze of frames whose irises the lids hide by a straight line between the frames around them. */
function bridgeBlinks(eye: Float32Array): void {
  const frameCount = eye.length / 4;
  const isHidden = (t: number) => Math.max(eye[t * 4], eye[t * 4 + 1]) > hiddenIrisBlink;
  for (let t = 0; t < frameCount; t++) {
    if (!isHidden(t)) continue;
    let end = t;
    while (end < frameCount && isHidden(end)) end++;
    const before = t > 0 && !Number.isNaN(eye[(t - 1) * 4]) ? t - 1 : -1;
    const after = end < frameCount && !Number.isNaN(eye[end * 4]) ? end : -1;
    for (let i = t; i < end && (before !== -1 || after !== -1); i++) {
      const share = before === -1 ? 1 : after === -1 ? 0 : (i - before) / (after - before);
      for (const handle of [2, 3]) {
        const from = eye[(before === -1 ? after : before) * 4 + handle];
        const to = eye[(after === -1 ? before : after) * 4 + handle];
        eye[i * 4 + handle] = from + share * (to - from);
      }
    }
    t = end;
  }
}
