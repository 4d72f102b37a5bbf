import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import { StudioError } from '../../../core/errors.ts';
import { guardedInput } from './ffmpeg-arguments.ts';
import { readFailure, writeFailure } from './media-failures.ts';
import type { MediaRunner } from './media-runner.ts';
import { describeMedia } from './probe.ts';

/**
 * Writes the first sound of a file backwards, as 32-bit WAV at its own rate. The whole sound is held in memory by ffmpeg.
 *
 * @throws 'media.no-audio' and the errors of reading and writing
 */
export async function writeReversedSound(
  runner: MediaRunner,
  info: MediaInfo,
  outputPath: string,
  signal?: AbortSignalLike,
): Promise<void> {
  const [sound] = info.audio;
  if (sound === undefined) throw new StudioError('media.no-audio', 'The file has no sound.', { path: info.path });
  const { originSec } = await describeMedia(runner, info.path, signal);
  // The same clock as in reading: a late start is silence that belongs to the sound.
  const onClock = `asetpts=PTS-(${originSec.toFixed(9)})/TB,aresample=${String(sound.sampleRateHz)}:async=1:first_pts=0`;
  const run = runner.start({
    program: 'ffmpeg',
    arguments: [
      ...['-y', '-v', 'error', '-nostats', '-copyts'],
      ...guardedInput(info.path),
      ...['-map', `0:${String(sound.streamIndex)}`, '-af', `${onClock},areverse,asetpts=N/SR/TB`],
      ...['-map_metadata', '-1', '-c:a', 'pcm_f32le', '-rf64', 'auto', '-f', 'wav'],
      { kind: 'output', path: outputPath },
    ],
    signal,
  });
  run.endInput();
  const result = await run.result;
  if (result.exitCode === 0) return;
  const failure = writeFailure(result, outputPath);
  throw failure.code === 'export.encoder-failed' ? readFailure(result, info.path) : failure;
}
