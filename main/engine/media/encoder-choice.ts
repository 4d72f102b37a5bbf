import {
  nativeEncodeSettings,
  wasmEncodeSettings,
  type EncodePreset,
  type EncodeSettings,
} from '../../../core/export/encode-preset.ts';
import { encoderTrialArguments } from './ffmpeg-encode-arguments.ts';
import type { MediaRunner } from './media-runner.ts';

/** Hardware encoders in the order of what they give for the time they take. */
const hardwareEncoders = ['h264_videotoolbox', 'h264_nvenc', 'h264_qsv', 'h264_amf'];

/** A driver that hangs must not hold up an export. */
const trialStallLimitMs = 10_000;

/** Settings of a preset for the runner at hand. */
export function encodeSettingsOf(runner: MediaRunner, preset: EncodePreset): EncodeSettings {
  return (runner.runnerInfo().kind === 'native' ? nativeEncodeSettings : wasmEncodeSettings)[preset];
}

/** The hardware encoder of this machine that really encodes a picture, or null. A listed encoder often has no device. */
export async function findHardwareEncoder(runner: MediaRunner): Promise<string | null> {
  const { kind, encoders } = runner.runnerInfo();
  if (kind !== 'native') return null;
  for (const encoder of hardwareEncoders.filter((name) => encoders.includes(name))) {
    const run = runner.start({
      program: 'ffmpeg',
      arguments: encoderTrialArguments(encoder),
      stallLimitMs: trialStallLimitMs,
    });
    run.endInput();
    if ((await run.result).exitCode === 0) return encoder;
  }
  return null;
}
