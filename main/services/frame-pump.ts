import { throwIfCancelled } from '../../core/errors.ts';
import type { AbortSignalLike } from '../../core/errors.ts';
import type { VideoFrame } from '../../core/ports/media.ts';
import { makeYuvImage } from '../../core/tensor/yuv-image.ts';
import type { YuvImage } from '../../core/tensor/yuv-image.ts';

/** Frames from a reader, through a change in place, to a writer. */
export interface FramePumpRequest {
  readonly frames: AsyncIterable<VideoFrame>;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Changes the image in place; returns whether it did. */
  readonly render: (frame: VideoFrame) => boolean | Promise<boolean>;
  readonly write: (image: YuvImage) => Promise<void>;
  readonly onFrame?: (doneFrames: number) => void;
  readonly signal?: AbortSignalLike | undefined;
}

/** How many frames went through and how many of them were changed. */
export interface FramePumpResult {
  readonly frameCount: number;
  readonly changedCount: number;
}

/**
 * Moves every frame from reader to writer, once and in order, with two pictures of memory however long the video is:
 * while a frame is changed the next one is being decoded and the one before is being encoded.
 * On failure or cancel the reader is stopped; the writer stays the caller's.
 */
export async function pumpFrames(request: FramePumpRequest): Promise<FramePumpResult> {
  const { frames, widthPx, heightPx, render, write, onFrame, signal } = request;
  const images = [makeYuvImage(widthPx, heightPx), makeYuvImage(widthPx, heightPx)];
  const reader = frames[Symbol.asyncIterator]();
  let frameCount = 0;
  let changedCount = 0;
  let reading = readNext(reader);
  let writing: Promise<void> = Promise.resolve();
  try {
    for (;;) {
      const { done, value } = await reading;
      if (done) break;
      throwIfCancelled(signal);
      // The image that is filled now was handed to the writer two frames ago, and that write has been waited for.
      const image = images[frameCount % images.length];
      image.data.set(value.image.data);
      reading = readNext(reader);
      if (await render({ ...value, image })) changedCount++;
      await writing;
      writing = write(image);
      keepQuiet(writing);
      frameCount++;
      onFrame?.(frameCount);
    }
    await writing;
    throwIfCancelled(signal);
  } catch (failure) {
    await stopReading(reader);
    throw failure;
  }
  return { frameCount, changedCount };
}

function readNext(reader: AsyncIterator<VideoFrame>): Promise<IteratorResult<VideoFrame>> {
  const reading = reader.next();
  keepQuiet(reading);
  return reading;
}

/** A failure of work that runs ahead is thrown where the work is waited for, which may never come after another failure. */
function keepQuiet(work: Promise<unknown>): void {
  work.catch(() => undefined);
}

/** Stops a reader whose own failure no longer matters, because another one is on its way to the caller. */
async function stopReading(reader: AsyncIterator<VideoFrame>): Promise<void> {
  try {
    await reader.return?.();
  } catch {
    // The first failure is the one that the caller hears of.
  }
}
