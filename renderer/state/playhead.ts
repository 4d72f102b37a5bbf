import type { TimeRange } from '../../core/time/frame-range.ts';

/** Where the picture stands. Times are seconds on the picture's time. */
export interface PlayheadState {
  readonly timeSec: number;
  readonly frame: number;
  readonly isPlaying: boolean;
  /** 1 is real time; negative plays backwards. */
  readonly rate: number;
  readonly isScrubbing: boolean;
}

/** Whoever shows the picture and sounds the voice; it moves the clock with `report` while it plays. */
export interface PlayheadDriver {
  play(rate: number): void;
  pause(): void;
  seek(timeSec: number): void;
}

/** The clock of the page. It is no React state: it changes with every frame. */
export interface Playhead {
  readonly now: PlayheadState;
  /** Start of each frame; [] while no picture is known. */
  readonly frameTimesSec: ArrayLike<number>;
  readonly durationSec: number;
  setTiming(frameTimesSec: ArrayLike<number>, durationSec: number): void;
  /** Frame shown at a time. */
  frameAt(timeSec: number): number;
  timeOf(frame: number): number;
  seek(timeSec: number): void;
  seekFrame(frame: number): void;
  step(frames: number): void;
  play(rate?: number): void;
  pause(): void;
  toggle(): void;
  /** Between begin and end of a drag playback rests and sound may follow the hand. */
  scrub(isScrubbing: boolean): void;
  /** Playback stays between the two, again and again; null = to the end. */
  setLoop(range: TimeRange | null): void;
  /** From the driver: the frame that is shown now. */
  report(timeSec: number, frame?: number): void;
  /** Null gives the clock back to itself. Returns how to leave. */
  drive(driver: PlayheadDriver): () => void;
  subscribe(listener: (state: PlayheadState) => void): () => void;
}

/** Asks to be called before the next picture of the screen. */
export type Ticker = (tick: (nowMs: number) => void) => void;

const atStart: PlayheadState = { timeSec: 0, frame: 0, isPlaying: false, rate: 1, isScrubbing: false };

/** Makes a clock at 0. It runs on its own until a driver takes over. */
export function createPlayhead(ticker: Ticker = (tick) => void requestAnimationFrame(tick)): Playhead {
  return new PlayheadClock(ticker);
}

/** The clock. What is handed around without it (`subscribe`, `frameAt`) is bound. */
class PlayheadClock implements Playhead {
  now = atStart;
  frameTimesSec: ArrayLike<number> = [];
  durationSec = 0;
  #driver: PlayheadDriver | null = null;
  #loop: TimeRange | null = null;
  #lastTickMs: number | null = null;
  readonly #ticker: Ticker;
  readonly #listeners = new Set<(state: PlayheadState) => void>();

  constructor(ticker: Ticker) {
    this.#ticker = ticker;
  }

  frameAt = (timeSec: number): number => frameIndexAt(this.frameTimesSec, timeSec);

  subscribe = (listener: (state: PlayheadState) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  setTiming(frameTimesSec: ArrayLike<number>, durationSec: number): void {
    this.frameTimesSec = frameTimesSec;
    this.durationSec = durationSec;
    this.#place(this.#clamped(this.now.timeSec));
  }

  timeOf(frame: number): number {
    return this.frameTimesSec[Math.min(Math.max(frame, 0), this.frameTimesSec.length - 1)] ?? 0;
  }

  seek(timeSec: number): void {
    this.#place(this.#clamped(timeSec));
    this.#driver?.seek(this.now.timeSec);
  }

  seekFrame(frame: number): void {
    const within = Math.min(Math.max(frame, 0), Math.max(this.frameTimesSec.length - 1, 0));
    this.#place(this.frameTimesSec[within] ?? 0, within);
    this.#driver?.seek(this.now.timeSec);
  }

  step(frames: number): void {
    if (this.now.isPlaying) this.pause();
    this.seekFrame(this.now.frame + frames);
  }

  play(rate = 1): void {
    if (this.durationSec <= 0) return;
    if (rate > 0 && this.#isAtEnd()) this.seek(this.#loop?.startSec ?? 0);
    this.#lastTickMs = null;
    this.#set({ isPlaying: true, rate });
    if (this.#driver === null) this.#ticker(this.#tick);
    else this.#driver.play(rate);
  }

  pause(): void {
    this.#set({ isPlaying: false, rate: 1 });
    this.#driver?.pause();
  }

  toggle(): void {
    if (this.now.isPlaying) this.pause();
    else this.play();
  }

  scrub(isScrubbing: boolean): void {
    this.#set({ isScrubbing });
  }

  setLoop(range: TimeRange | null): void {
    this.#loop = range;
  }

  report(timeSec: number, frame?: number): void {
    const next = this.now.isPlaying ? this.#nextTime(timeSec) : timeSec;
    if (next === null) {
      this.#place(this.#clamped(timeSec), frame);
      this.pause();
    } else if (next !== timeSec) this.seek(next);
    else this.#place(timeSec, frame);
  }

  drive(driver: PlayheadDriver): () => void {
    this.#driver = driver;
    driver.seek(this.now.timeSec);
    if (this.now.isPlaying) driver.play(this.now.rate);
    return () => {
      if (this.#driver === driver) this.#driver = null;
      if (this.now.isPlaying) this.pause();
    };
  }

  #tick = (nowMs: number): void => {
    if (!this.now.isPlaying || this.#driver !== null) return;
    const elapsedSec = this.#lastTickMs === null ? 0 : (nowMs - this.#lastTickMs) / 1000;
    this.#lastTickMs = nowMs;
    const next = this.#nextTime(this.now.timeSec + elapsedSec * this.now.rate);
    if (next === null) return this.pause();
    this.#place(next);
    this.#ticker(this.#tick);
  };

  /** True where nothing is left to play; the last frame is where "to the end" stands, and counts. */
  #isAtEnd(): boolean {
    const { timeSec, frame } = this.now;
    return timeSec >= this.durationSec - 1e-3 || (frame > 0 && frame === this.frameTimesSec.length - 1);
  }

  /** Where playback goes on from a time: there, at the loop's start, or nowhere (null) at an end. */
  #nextTime(timeSec: number): number | null {
    const { rate } = this.now;
    if (this.#loop !== null && rate > 0 && timeSec >= this.#loop.endSec) return this.#loop.startSec;
    if (timeSec >= this.durationSec && rate > 0) return null;
    if (timeSec <= 0 && rate < 0) return null;
    return timeSec;
  }

  #clamped(timeSec: number): number {
    return Math.min(Math.max(timeSec, 0), Math.max(this.durationSec, 0));
  }

  #place(timeSec: number, frame = this.frameAt(timeSec)): void {
    this.#set({ timeSec, frame });
  }

  #set(change: Partial<PlayheadState>): void {
    this.now = { ...this.now, ...change };
    this.#listeners.forEach((listener) => listener(this.now));
  }
}

/** The last frame that has begun at a time; frames begin a hair early, because times are rounded. 0 when there are none. */
export function frameIndexAt(frameTimesSec: ArrayLike<number>, timeSec: number): number {
  let low = 0;
  let high = frameTimesSec.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (frameTimesSec[middle] <= timeSec + 1e-4) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
}
