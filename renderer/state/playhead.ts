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
  setLoop(range: { readonly startSec: number; readonly endSec: number } | null): void;
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
  let now = atStart;
  let times: ArrayLike<number> = [];
  let durationSec = 0;
  let driver: PlayheadDriver | null = null;
  let loop: { readonly startSec: number; readonly endSec: number } | null = null;
  let lastTickMs: number | null = null;
  const listeners = new Set<(state: PlayheadState) => void>();

  const set = (change: Partial<PlayheadState>) => {
    now = { ...now, ...change };
    listeners.forEach((listener) => listener(now));
  };
  const frameAt = (timeSec: number) => frameIndexAt(times, timeSec);
  const clamp = (timeSec: number) => Math.min(Math.max(timeSec, 0), Math.max(durationSec, 0));
  const place = (timeSec: number, frame = frameAt(timeSec)) => set({ timeSec, frame });

  const stopAtEnds = (timeSec: number): number | null => {
    if (loop !== null && now.rate > 0 && timeSec >= loop.endSec) return loop.startSec;
    if (timeSec >= durationSec && now.rate > 0) return null;
    if (timeSec <= 0 && now.rate < 0) return null;
    return timeSec;
  };
  const tick = (nowMs: number) => {
    if (!now.isPlaying || driver !== null) return;
    const elapsedSec = lastTickMs === null ? 0 : (nowMs - lastTickMs) / 1000;
    lastTickMs = nowMs;
    const next = stopAtEnds(now.timeSec + elapsedSec * now.rate);
    if (next === null) return self.pause();
    place(next);
    ticker(tick);
  };

  const self: Playhead = {
    get now() {
      return now;
    },
    get frameTimesSec() {
      return times;
    },
    get durationSec() {
      return durationSec;
    },
    setTiming(frameTimesSec, newDurationSec) {
      times = frameTimesSec;
      durationSec = newDurationSec;
      place(clamp(now.timeSec));
    },
    frameAt,
    timeOf: (frame) => times[Math.min(Math.max(frame, 0), times.length - 1)] ?? 0,
    seek(timeSec) {
      place(clamp(timeSec));
      driver?.seek(now.timeSec);
    },
    seekFrame(frame) {
      const within = Math.min(Math.max(frame, 0), Math.max(times.length - 1, 0));
      place(times[within] ?? 0, within);
      driver?.seek(now.timeSec);
    },
    step(frames) {
      if (now.isPlaying) self.pause();
      self.seekFrame(now.frame + frames);
    },
    play(rate = 1) {
      if (durationSec <= 0) return;
      if (rate > 0 && now.timeSec >= durationSec - 1e-3) self.seek(loop?.startSec ?? 0);
      lastTickMs = null;
      set({ isPlaying: true, rate });
      if (driver === null) ticker(tick);
      else driver.play(rate);
    },
    pause() {
      set({ isPlaying: false, rate: 1 });
      driver?.pause();
    },
    toggle: () => (now.isPlaying ? self.pause() : self.play()),
    scrub: (isScrubbing) => set({ isScrubbing }),
    setLoop: (range) => void (loop = range),
    report(timeSec, frame) {
      const next = now.isPlaying ? stopAtEnds(timeSec) : timeSec;
      if (next === null) {
        place(clamp(timeSec), frame);
        return self.pause();
      }
      if (next !== timeSec) return self.seek(next);
      place(timeSec, frame);
    },
    drive(newDriver) {
      driver = newDriver;
      driver.seek(now.timeSec);
      if (now.isPlaying) driver.play(now.rate);
      return () => {
        if (driver === newDriver) driver = null;
        if (now.isPlaying) self.pause();
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return self;
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
