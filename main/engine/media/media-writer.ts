import { isStudioError, StudioError, throwIfCancelled } from '../../../core/errors.ts';
import { displayMatrixOf } from '../../../core/media/display-matrix.ts';
import type { VideoStream } from '../../../core/media/media-info.ts';
import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import type { EncodePreset, MediaWriter, VideoWriteOptions, VideoWriter } from '../../../core/ports/media.ts';
import { makeFrameRate, type FrameRate } from '../../../core/time/frame-rate.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import { encodeSettingsOf, findHardwareEncoder } from './encoder-choice.ts';
import { encodeVideoArguments, isOddSized } from './ffmpeg-encode-arguments.ts';
import { writeFailure } from './media-failures.ts';
import type { MediaRun, MediaRunner, RunResult } from './media-runner.ts';
import { writeDisplayMatrix } from './mp4-track-header.ts';
import { nutFrameHeader, nutHeader } from './nut-stream.ts';
import { PartialFile } from './partial-file.ts';
import { describeMedia, probeMedia } from './probe.ts';
import { encodeSoundtrack, planSoundtrack } from './soundtrack.ts';

/** Tags that ffmpeg writes into an MP4 without keys of its own; any other tag of the source needs those keys. */
const mp4Tags = new Set([
  'title',
  'artist',
  'album_artist',
  'album',
  'composer',
  'date',
  'comment',
  'genre',
  'copyright',
  'grouping',
  'lyrics',
  'description',
  'synopsis',
  'show',
  'episode_id',
  'network',
  'keywords',
  'encoder',
  'major_brand',
  'minor_version',
  'compatible_brands',
  'creation_time',
  'location',
  'track',
  'disc',
  'hd_video',
  'media_type',
  'gapless_playback',
]);

/** Writes H.264 and AAC into MP4 with ffmpeg, native or WebAssembly. */
export class FfmpegMediaWriter implements MediaWriter {
  /** What presets without hardware use, and all of them where no hardware encoder works. */
  readonly encoderName = 'libx264';
  readonly #runner: MediaRunner;
  #hardware: Promise<string | null> | undefined;

  constructor(runner: MediaRunner) {
    this.#runner = runner;
  }

  /** The encoder that a preset will use on this machine; the first call tries hardware encoders with one picture each. */
  async encoderFor(preset: EncodePreset): Promise<string> {
    if (!encodeSettingsOf(this.#runner, preset).allowsHardware) return this.encoderName;
    this.#hardware ??= findHardwareEncoder(this.#runner);
    return (await this.#hardware) ?? this.encoderName;
  }

  /**
   * Checks source, sound and folder, encodes the sound, and starts the picture.
   *
   * @throws StudioError 'media.*' | 'synthesis.voice-length-mismatch' | 'export.*' | 'job.cancelled'; nothing is left behind then
   */
  async open(options: VideoWriteOptions): Promise<VideoWriter> {
    const { source, signal } = options;
    throwIfCancelled(signal);
    const video = supportedPictureOf(source);
    const settings = encodeSettingsOf(this.#runner, options.preset);
    const { document } = await describeMedia(this.#runner, source.path, signal);
    const planned = await planSoundtrack(this.#runner, options.soundtrack, video, signal);
    const encoder = isOddSized(video) ? this.encoderName : await this.encoderFor(options.preset);
    const file = await PartialFile.prepare(options.outputPath);
    try {
      await encodeSoundtrack(
        this.#runner,
        planned,
        settings,
        { soundPath: file.soundPath, targetPath: file.targetPath },
        signal,
      );
      throwIfCancelled(signal);
      const clock = frameClockOf(video);
      const run = this.#runner.start({
        program: 'ffmpeg',
        arguments: encodeVideoArguments({
          sourcePath: source.path,
          video,
          soundPath: file.soundPath,
          outputPath: file.path,
          encoder,
          settings,
          tickRate: clock.tickRate,
          frameCount: clock.ticks.length,
          firstFrameTick: clock.ticks[0],
          lastFrameTick: clock.ticks[clock.ticks.length - 1],
          lastFrameTicks: clock.lastFrameTicks,
          tags: options.tags ?? {},
          keepsForeignTags: hasForeignTags({ ...document.format.tags, ...options.tags }),
        }),
        signal,
      });
      return await Mp4Writer.start(this.#runner, run, { options, video, file, clock });
    } catch (error) {
      await file.remove();
      throw error;
    }
  }
}

/** True when MP4 has no place of its own for one of the tags. */
export function hasForeignTags(tags: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(tags).some((name) => !mp4Tags.has(name.toLowerCase()));
}

/** The source's frame times as whole ticks. */
export interface FrameClock {
  readonly tickRate: FrameRate;
  readonly ticks: readonly number[];
  readonly lastFrameTicks: number;
}

/** The finest clock that an MP4 track needs here; nanosecond clocks would overflow its 32-bit durations in seconds. */
const finestClockHz = 1_000_000;

/** The clock of an output that keeps a source's times. */
export function frameClockOf(video: VideoStream): FrameClock {
  const { timeBase, frameRate, frameTimesSec, durationSec } = video;
  // An MP4 clock has whole ticks per second.
  const isUsable = timeBase.den === 1 && timeBase.num <= finestClockHz;
  const tickRate = isUsable ? timeBase : makeFrameRate(video.isVariableFrameRate ? 120_000 : wholeClockOf(frameRate));
  const toTick = (timeSec: number): number => Math.round((timeSec * tickRate.num) / tickRate.den);
  // A stream that begins before its presentation has no place for that in a file that begins at 0.
  const shift = Math.min(0, toTick(frameTimesSec[0]));
  const ticks = Array.from(frameTimesSec, (timeSec) => toTick(timeSec) - shift);
  const endTick = toTick(frameTimesSec[0] + durationSec) - shift;
  return { tickRate, ticks, lastFrameTicks: Math.max(1, endTick - ticks[ticks.length - 1]) };
}

/** A clock in whole ticks per second on which every frame of a constant rate begins at a tick. */
function wholeClockOf(rate: FrameRate): number {
  let clock = rate.num;
  while (clock < 10_000) clock *= 2;
  return clock <= finestClockHz ? clock : 90_000;
}

interface WriterParts {
  readonly options: VideoWriteOptions;
  readonly video: VideoStream;
  readonly file: PartialFile;
  readonly clock: FrameClock;
}

class Mp4Writer implements VideoWriter {
  readonly #runner: MediaRunner;
  readonly #run: MediaRun;
  readonly #parts: WriterParts;
  #written = 0;
  #previousLength = 0;
  #state: 'open' | 'finished' | 'ended' = 'open';
  #early: RunResult | null = null;

  private constructor(runner: MediaRunner, run: MediaRun, parts: WriterParts) {
    this.#runner = runner;
    this.#run = run;
    this.#parts = parts;
    void run.result.then((result) => {
      this.#early = result;
      // An abort ends the program by itself; what it wrote goes even when nobody calls again.
      if (result.endedBy === 'abort') void parts.file.remove();
    });
  }

  static async start(runner: MediaRunner, run: MediaRun, parts: WriterParts): Promise<Mp4Writer> {
    const writer = new Mp4Writer(runner, run, parts);
    const { codedWidthPx, codedHeightPx, widthPx, heightPx } = parts.video;
    if (codedWidthPx < 1 || codedHeightPx < 1)
      throw new StudioError('media.no-video', 'The picture has no size.', { path: parts.options.source.path });
    await run.write(nutHeader({ widthPx, heightPx, tickRate: parts.clock.tickRate }));
    return writer;
  }

  async write(image: YuvImage): Promise<void> {
    const { video, clock } = this.#parts;
    try {
      if (this.#written >= clock.ticks.length) throw this.#countChanged(this.#written + 1);
      if (image.widthPx !== video.widthPx || image.heightPx !== video.heightPx) {
        throw new Error(
          `Frame of ${String(image.widthPx)}x${String(image.heightPx)} for a picture of ${String(video.widthPx)}x${String(video.heightPx)}`,
        );
      }
      const header = nutFrameHeader(clock.ticks[this.#written], image.data.length, this.#previousLength);
      this.#previousLength = header.length + image.data.length;
      await this.#run.write(header);
      await this.#run.write(image.data);
      if (this.#early) throw writeFailure(this.#early, this.#parts.file.targetPath);
      throwIfCancelled(this.#parts.options.signal);
      this.#written += 1;
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  async finish(): Promise<void> {
    const { clock, file, video } = this.#parts;
    try {
      throwIfCancelled(this.#parts.options.signal);
      if (this.#written !== clock.ticks.length) throw this.#countChanged(this.#written);
      this.#run.endInput();
      const result = await this.#run.result;
      if (result.exitCode !== 0) throw writeFailure(result, file.targetPath);
      if (video.rotation !== 0 || video.isMirrored) {
        const orientation = { rotation: video.rotation, isMirrored: video.isMirrored === true };
        await writeDisplayMatrix(file.path, displayMatrixOf(orientation, video.codedWidthPx, video.codedHeightPx));
      }
      await this.#checkResult();
      await file.complete();
      this.#state = 'finished';
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  async abort(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#run.kill();
    await this.#run.result;
    await this.#parts.file.remove();
  }

  /** The promise "frames in, frames out" is checked on the file itself before it gets its name. */
  async #checkResult(): Promise<void> {
    const written = await probeMedia(this.#runner, this.#parts.file.path, this.#parts.options.signal).catch(
      (error: unknown) => {
        if (isStudioError(error, 'job.cancelled')) throw error;
        throw new StudioError(
          'export.encoder-failed',
          'The encoder wrote a file that can not be read back.',
          { path: this.#parts.file.targetPath },
          error,
        );
      },
    );
    const count = written.video?.frameTimesSec.length ?? 0;
    if (count !== this.#parts.clock.ticks.length) throw this.#countChanged(count);
  }

  #countChanged(count: number): StudioError {
    const expected = this.#parts.clock.ticks.length;
    return new StudioError(
      'media.frame-count-changed',
      `The source has ${String(expected)} frames, the output ${String(count)}. Nothing was written.`,
      {
        expected,
        count,
      },
    );
  }
}
