import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PictureDriver } from '../../../../renderer/features/viewer/picture-driver.ts';
import type { PictureElement } from '../../../../renderer/features/viewer/picture-driver.ts';
import type { Playhead } from '../../../../renderer/state/playhead.ts';
import { frameTimes } from '../../../support/a-project.ts';

/** A video element that seeks at once and presents frames only when it is told to. */
function aVideo() {
  const listeners = new Map<string, () => void>();
  let present: VideoFrameRequestCallback | null = null;
  const element = {
    currentTime: 0,
    playbackRate: 1,
    seeking: false,
    paused: true,
    ended: false,
    preservesPitch: false,
    play: async () => undefined,
    pause: () => undefined,
    addEventListener: (name: string, listener: () => void) => void listeners.set(name, listener),
    removeEventListener: (name: string) => void listeners.delete(name),
    requestVideoFrameCallback: (callback: VideoFrameRequestCallback) => ((present = callback), 1),
    cancelVideoFrameCallback: () => undefined,
  };
  return {
    element: element as unknown as PictureElement,
    seeked: () => listeners.get('seeked')?.(),
    present: (mediaTime: number) => present?.(0, { mediaTime } as VideoFrameCallbackMetadata),
  };
}

function aDriver() {
  const frameTimesSec = frameTimes(200);
  const playhead = {
    frameTimesSec,
    durationSec: 8,
    now: { isPlaying: false, frame: 0, timeSec: 0 },
    frameAt: (timeSec: number) => Math.round(timeSec * 25),
    report: () => undefined,
    pause: () => undefined,
  } as unknown as Playhead;
  const video = aVideo();
  const shown: number[] = [];
  const driver = new PictureDriver(video.element, playhead, {
    onFrame: (frame) => shown.push(frame),
    onMotion: () => undefined,
    onFailure: () => undefined,
  });
  return { driver, video, shown };
}

describe('the driver of the picture', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('cancelAnimationFrame', () => undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('shows the frame that the browser presents after a seek, once', () => {
    const { driver, video, shown } = aDriver();
    driver.seek(189 / 25);
    video.seeked();
    video.present(189 / 25);
    vi.advanceTimersByTime(1000);
    expect(shown).toEqual([189]);
  });

  it('shows where the element stands when the browser presents nothing after a seek', () => {
    const { driver, video, shown } = aDriver();
    driver.seek(189 / 25);
    video.seeked();
    vi.advanceTimersByTime(1000);
    expect(shown).toEqual([189]);
  });

  it('draws nothing any more after it was stopped', () => {
    const { driver, video, shown } = aDriver();
    driver.seek(189 / 25);
    video.seeked();
    driver.stop();
    vi.advanceTimersByTime(1000);
    expect(shown).toEqual([]);
  });
});
