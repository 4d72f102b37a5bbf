import type { FrameRate } from './frame-rate.ts';

/** Frames counted in a second of timecode: 30 for 29.97. */
function nominalRate({ num, den }: FrameRate): number {
  return Math.max(1, Math.round(num / den));
}

/** 29.97 and 59.94 leave out frame numbers so that the clock keeps up with real time. */
function isDropFrame({ num, den }: FrameRate): boolean {
  return den === 1001 && (num === 30_000 || num === 60_000);
}

/**
 * SMPTE timecode of a frame, `hh:mm:ss:ff`; `hh:mm:ss;ff` where frame numbers are dropped (29.97, 59.94).
 *
 * @source SMPTE ST 12-1: two numbers (four at 59.94) are left out at each minute that is not a multiple of ten
 */
export function timecodeOf(frameIndex: number, rate: FrameRate): string {
  const perSecond = nominalRate(rate);
  const isDrop = isDropFrame(rate);
  const number = isDrop ? withDroppedNumbers(frameIndex, perSecond) : frameIndex;
  const pad = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(number / perSecond);
  const frames = pad(number % perSecond);
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}${isDrop ? ';' : ':'}${frames}`;
}

/** The number that drop-frame counting gives a frame. */
function withDroppedNumbers(frameIndex: number, perSecond: number): number {
  const dropped = perSecond / 15;
  const perMinute = perSecond * 60 - dropped;
  const perTenMinutes = perMinute * 10 + dropped;
  const tens = Math.floor(frameIndex / perTenMinutes);
  const rest = frameIndex % perTenMinutes;
  // The first minute of ten has all its numbers.
  const minutes = rest < perSecond * 60 ? 0 : Math.floor((rest - dropped) / perMinute);
  return frameIndex + dropped * (tens * 9 + minutes);
}

/**
 * The frame that a typed timecode means; null when it is none. Missing fields on the left are 0: `12:05` is second 12, frame 5.
 * Numbers that drop-frame counting leaves out mean the next frame.
 */
export function frameOfTimecode(text: string, rate: FrameRate): number | null {
  const parts = text.trim().split(/[:;.]/);
  if (parts.length > 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return null;
  const [frames, seconds = 0, minutes = 0, hours = 0] = parts.map(Number).reverse();
  const perSecond = nominalRate(rate);
  if (frames >= perSecond) return null;
  const allMinutes = hours * 60 + minutes;
  const number = (allMinutes * 60 + seconds) * perSecond + frames;
  if (!isDropFrame(rate)) return number;
  const dropped = perSecond / 15;
  const isLeftOut = allMinutes % 10 !== 0 && seconds === 0 && frames < dropped;
  return number - dropped * (allMinutes - Math.floor(allMinutes / 10)) + (isLeftOut ? dropped - frames : 0);
}
