/** A source of numbers in [0, 1) that repeats exactly for the same seed. */
export type Random = () => number;

/** Makes the mulberry32 generator. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A normally distributed number with mean 0 and deviation 1 (Box-Muller). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Smooth noise over the plane in [-1, 1], period 256 in both directions. */
export type PlaneNoise = (x: number, y: number) => number;

/** Makes value noise on a seeded lattice with smooth interpolation. */
export function makePlaneNoise(seed: number): PlaneNoise {
  const random = makeRandom(seed);
  const lattice = Float32Array.from({ length: 65536 }, () => random() * 2 - 1);
  return (x, y) => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = smooth(x - x0);
    const fy = smooth(y - y0);
    const a = lattice[((y0 & 255) << 8) | (x0 & 255)];
    const b = lattice[((y0 & 255) << 8) | ((x0 + 1) & 255)];
    const c = lattice[(((y0 + 1) & 255) << 8) | (x0 & 255)];
    const d = lattice[(((y0 + 1) & 255) << 8) | ((x0 + 1) & 255)];
    return (a + (b - a) * fx) * (1 - fy) + (c + (d - c) * fx) * fy;
  };
}

/** Sum of `octaves` copies of the noise, each twice as fine and half as strong; about [-1, 1]. */
export function fractalNoise(noise: PlaneNoise, x: number, y: number, octaves: number): number {
  let sum = 0;
  let amplitude = 0.5;
  for (let octave = 0; octave < octaves; octave++) {
    sum += amplitude * noise(x, y);
    x = x * 2 + 17.3;
    y = y * 2 + 5.9;
    amplitude *= 0.5;
  }
  return sum;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

/** 0 below `from`, 1 above `to`, smooth between; `from` may exceed `to`. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
