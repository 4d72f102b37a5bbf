/** Pauses shorter than this are spoken through: people keep their mouth open in them. */
const shortestRestSec = 0.25;

/** The mouth opens this long before the voice is heard, and is fully free when it is: lips lead sound. */
const leadSec = 0.14;
const readySec = 0.02;

/** The mouth comes to rest within this time after the last sound; slower ways (.2 s) gain .003 r and double the motion in silence. */
const releaseSec = 0.12;

/**
 * How free the mouth is: 1 while somebody speaks, 0 at rest, with smooth ways between that lie in the pauses.
 * Before the first and after the last speech it rests.
 *
 * @param isSpeech [T] 1 where somebody speaks
 * @param rateHz   steps a second
 * @returns [T] in [0, 1]
 */
export function speechGate(isSpeech: Uint8Array, rateHz: number): Float32Array {
  const gate = new Float32Array(isSpeech.length);
  const lead = leadSec * rateHz;
  const ready = readySec * rateHz;
  const release = releaseSec * rateHz;
  for (let start = 0; start < isSpeech.length;) {
    if (isSpeech[start] === 1) {
      gate[start++] = 1;
      continue;
    }
    let end = start;
    while (end < isSpeech.length && isSpeech[end] !== 1) end++;
    const isShort = start > 0 && end < isSpeech.length && end - start < shortestRestSec * rateHz;
    for (let t = start; t < end; t++) {
      const sinceSpeech = start === 0 ? Infinity : t - start + 1;
      const untilSpeech = end === isSpeech.length ? Infinity : end - t;
      const leaving = 1 - ramp(sinceSpeech / release);
      const coming = 1 - ramp((untilSpeech - ready) / (lead - ready));
      gate[t] = isShort ? 1 : Math.max(leaving, coming);
    }
    start = end;
  }
  return gate;
}

/** Smooth step from 0 to 1 over [0, 1]. */
function ramp(x: number): number {
  const y = Math.min(1, Math.max(0, x));
  return y * y * (3 - 2 * y);
}
