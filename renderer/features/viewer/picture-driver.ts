import type { Playhead, PlayheadDriver } from '../../state/playhead.ts';
import { frameShownAt, seekTimeOf } from './frame-identification.ts';
import { fastestWithSound, frameAfterReverse } from './shuttle.ts';

/** The video element that shows the picture, as the driver uses it. */
export type PictureElement = Pick<
  HTMLVideoElement,
  | 'currentTime'
  | 'playbackRate'
  | 'seeking'
  | 'paused'
  | 'ended'
  | 'preservesPitch'
  | 'play'
  | 'pause'
  | 'addEventListener'
  | 'removeEventListener'
  | 'requestVideoFrameCallback'
  | 'cancelVideoFrameCallback'
>;

/** What the driver tells. */
export interface DriverListener {
  /** This frame is on the screen now: draw in this very moment. */
  onFrame(frame: number): void;
  /** The picture plays, stands or jumped; a sound that follows it must be told. `rate` 0 = stands. */
  onMotion(rate: number, hasJumped: boolean): void;
  onFailure(error: unknown): void;
}

/** How long after a seek the browser has to say which frame it presents, ms: one that had nothing new to present says nothing. */
const presentationMs = 250;

/** Plays and seeks a video element on behalf of the clock, and knows which frame it shows. */
export class PictureDriver implements PlayheadDriver {
  readonly #video: PictureElement;
  readonly #playhead: Playhead;
  readonly #listener: DriverListener;
  #callback = 0;
  #waitingSeek: number | null = null;
  #reverse: { readonly fromSec: number; readonly sinceMs: number; readonly speed: number } | null = null;
  #reverseCallback = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #shownFrame = -1;
  #isStopped = false;

  constructor(video: PictureElement, playhead: Playhead, listener: DriverListener) {
    this.#video = video;
    this.#playhead = playhead;
    this.#listener = listener;
    video.preservesPitch = true;
    video.addEventListener('seeked', this.#onSeeked);
    video.addEventListener('ended', this.#onEnded);
    this.#watch();
  }

  play(rate: number): void {
    this.#stopReverse();
    if (rate < 0) return this.#playBackward(-rate);
    this.#video.playbackRate = rate;
    this.#listener.onMotion(rate > fastestWithSound ? 0 : rate, false);
    this.#video.play().catch((error: unknown) => {
      // A pause that follows at once ends the promise without anything being wrong.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.#playhead.pause();
      this.#listener.onFailure(error);
    });
  }

  pause(): void {
    this.#stopReverse();
    this.#video.pause();
    this.#listener.onMotion(0, false);
  }

  /** Seeks that come while one is under way wait, and only the last of them is done: scrubbing stays at the hand. */
  seek(timeSec: number): void {
    const target = seekTimeOf(this.#times(), this.#playhead.frameAt(timeSec));
    if (this.#reverse !== null) this.#reverse = { ...this.#reverse, fromSec: timeSec, sinceMs: performance.now() };
    if (this.#video.seeking) this.#waitingSeek = target;
    else this.#jumpTo(target);
  }

  /** Leaves the element alone for good. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#settling);
    this.#stopReverse();
    this.#video.cancelVideoFrameCallback(this.#callback);
    this.#video.removeEventListener('seeked', this.#onSeeked);
    this.#video.removeEventListener('ended', this.#onEnded);
    this.#video.pause();
  }

  #times(): Float64Array {
    const { frameTimesSec } = this.#playhead;
    return frameTimesSec instanceof Float64Array ? frameTimesSec : Float64Array.from(frameTimesSec);
  }

  #jumpTo(targetSec: number): void {
    this.#video.currentTime = targetSec;
    this.#listener.onMotion(this.#rate(), true);
  }

  /** How fast sound must run: 0 while the picture stands or goes where sound cannot follow. */
  #rate(): number {
    const { paused, playbackRate } = this.#video;
    return paused || playbackRate > fastestWithSound ? 0 : playbackRate;
  }

  readonly #onSeeked = (): void => {
    const target = this.#waitingSeek;
    this.#waitingSeek = null;
    clearTimeout(this.#settling);
    if (target !== null) this.#jumpTo(target);
    else this.#settling = setTimeout(this.#settle, presentationMs);
  };

  /** Shows what the element stands on, where no presented frame has told of it. */
  readonly #settle = (): void => {
    const times = this.#times();
    const { seeking, paused, currentTime } = this.#video;
    if (seeking || !paused || times.length === 0) return;
    const frame = frameShownAt(times, currentTime);
    if (frame !== this.#shownFrame) this.#show(times, frame);
  };

  readonly #onEnded = (): void => {
    if (this.#playhead.now.isPlaying) this.#playhead.report(this.#playhead.durationSec);
  };

  #watch(): void {
    if (this.#isStopped) return;
    this.#callback = this.#video.requestVideoFrameCallback((_now, { mediaTime }) => {
      const times = this.#times();
      if (times.length > 0) this.#show(times, frameShownAt(times, mediaTime));
      this.#watch();
    });
  }

  #show(times: Float64Array, frame: number): void {
    this.#shownFrame = frame;
    this.#listener.onFrame(frame);
    const isForward = this.#playhead.now.isPlaying && this.#reverse === null && !this.#video.seeking;
    if (isForward && !this.#video.paused) this.#playhead.report(times[frame], frame);
  }

  /** No browser plays backward: frames are sought one after the other, as fast as they come, in real time. */
  #playBackward(speed: number): void {
    this.#video.pause();
    this.#listener.onMotion(0, false);
    this.#reverse = { fromSec: this.#playhead.now.timeSec, sinceMs: performance.now(), speed };
    const step = (nowMs: number) => {
      const { fromSec, sinceMs } = this.#reverse ?? { fromSec: 0, sinceMs: nowMs };
      if (this.#reverse === null || this.#isStopped) return;
      const times = this.#times();
      const frame = frameAfterReverse(times, fromSec, speed, Math.max(0, nowMs - sinceMs) / 1000);
      if (frame !== this.#playhead.now.frame) {
        if (!this.#video.seeking) this.#video.currentTime = seekTimeOf(times, frame);
        this.#playhead.report(times[frame], frame);
      }
      if (frame === 0) return this.#playhead.pause();
      this.#reverseCallback = requestAnimationFrame(step);
    };
    this.#reverseCallback = requestAnimationFrame(step);
  }

  #stopReverse(): void {
    cancelAnimationFrame(this.#reverseCallback);
    this.#reverse = null;
  }
}
