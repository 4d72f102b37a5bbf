import { makePlaneNoise, makeRandom, smoothstep } from '../seeded-random.ts';

/** Paints a room far out of focus: a soft wall with a lit side, a dim shelf and a few lamps. Returns linear [H, W, 3]. */
export function paintBackdrop(widthPx: number, heightPx: number, seed: number): Float32Array {
  const random = makeRandom(seed);
  const noise = makePlaneNoise(seed);
  const out = new Float32Array(widthPx * heightPx * 3);
  const lamps = Array.from({ length: 11 }, () => ({
    x: random() * widthPx,
    y: heightPx * (0.08 + 0.5 * random()),
    radius: heightPx * (0.035 + 0.05 * random()),
    warm: random(),
    power: 0.05 + 0.16 * random(),
  }));
  const aspect = widthPx / heightPx;
  for (let y = 0, o = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, o += 3) {
      const [u, v] = [(x / widthPx) * aspect, y / heightPx];
      const pool = Math.exp(-(((u - aspect * 0.3) / 0.75) ** 2) - ((v - 0.3) / 0.6) ** 2);
      const wall = 0.055 + 0.17 * pool + 0.012 * noise(u * 3, v * 3 + 5);
      const shelf = 0.6 + 0.4 * smoothstep(0.7, 0.56, v + 0.03 * Math.sin(u * 2));
      const panel = 0.9 + 0.1 * smoothstep(-0.2, 0.2, Math.sin(u * 5.2 + 0.6));
      out[o] = wall * 0.86 * shelf * panel;
      out[o + 1] = wall * 0.97 * shelf * panel;
      out[o + 2] = wall * 1.08 * shelf * panel;
    }
  }
  for (const lamp of lamps) addBlur(out, widthPx, heightPx, lamp);
  return out;
}

/** Adds a lamp as a lens shows it out of focus: a flat disc with a faint edge. */
function addBlur(
  out: Float32Array,
  widthPx: number,
  heightPx: number,
  lamp: { x: number; y: number; radius: number; warm: number; power: number },
): void {
  const reach = Math.ceil(lamp.radius * 1.2);
  for (let y = Math.max(0, Math.floor(lamp.y - reach)); y < Math.min(heightPx, lamp.y + reach); y++) {
    for (let x = Math.max(0, Math.floor(lamp.x - reach)); x < Math.min(widthPx, lamp.x + reach); x++) {
      const r = Math.hypot(x - lamp.x, y - lamp.y) / lamp.radius;
      const disc = smoothstep(1.08, 0.9, r) * (0.8 + 0.25 * smoothstep(0.6, 0.95, r)) * lamp.power;
      const o = (y * widthPx + x) * 3;
      out[o] += disc * (0.7 + 0.5 * lamp.warm);
      out[o + 1] += disc * (0.72 + 0.15 * lamp.warm);
      out[o + 2] += disc * (0.95 - 0.5 * lamp.warm);
    }
  }
}
