import type { AbortSignalLike } from '../../../core/errors.ts';
import { mixPlacedSounds } from '../../../core/export/placed-sound.ts';
import type { PlacedVoice } from '../../../core/project/scene.ts';
import { encodeAudioArguments } from './ffmpeg-encode-arguments.ts';
import { writeFailure } from './media-failures.ts';
import type { MediaRunner } from './media-runner.ts';
import { readStereo } from './stereo-sound.ts';

const rateHz = 48_000;
const channels = 2;
const bitRate = 192_000;

/** What to write. */
export interface VoiceMixRequest {
  readonly voices: readonly PlacedVoice[];
  readonly durationSec: number;
  readonly outputPath: string;
}

/**
 * Writes voices on the picture's time as AAC at 48 kHz in two channels, as long as asked for to the sample; mixed as an export mixes them.
 *
 * @throws StudioError 'media.*' | 'export.*' | 'job.cancelled'
 */
export async function writeVoiceMix(
  runner: MediaRunner,
  { voices, durationSec, outputPath }: VoiceMixRequest,
  signal?: AbortSignalLike,
  onProgress?: (doneSec: number, totalSec: number) => void,
): Promise<void> {
  const format = { inputRateHz: rateHz, outputRateHz: rateHz, channels, bitRate };
  const run = runner.start({
    program: 'ffmpeg',
    arguments: encodeAudioArguments({ ...format, outputPath }),
    signal,
  });
  try {
    let doneSec = 0;
    const sounds = voices.map(({ file, ...place }) => ({
      ...place,
      sourceKey: file.contentKey,
      open: () => readStereo(runner, file.path, rateHz, signal),
    }));
    for await (const block of mixPlacedSounds(sounds, { rateHz, channels, startSec: 0, endSec: durationSec })) {
      await run.write(new Uint8Array(block.buffer, block.byteOffset, block.byteLength));
      doneSec += block.length / channels / rateHz;
      onProgress?.(doneSec, durationSec);
    }
    run.endInput();
    const result = await run.result;
    if (result.exitCode !== 0) throw writeFailure(result, outputPath);
  } finally {
    run.kill();
    await run.result;
  }
}
