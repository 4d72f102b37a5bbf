import { isStudioError } from '../../../core/errors.ts';
import type { HealthCheck } from '../../../core/ports/doctor.ts';
import type { MediaRunner } from '../media/index.ts';

/** H.264 encoders of graphics processors that ffmpeg was built with; whether one works shows only when it is tried. */
const hardwareNames = /^h264_(nvenc|qsv|amf|videotoolbox|mf)$/;

/** Which ffmpeg does the work and what it can encode. */
export async function checkMedia(openRunner: () => Promise<MediaRunner>): Promise<HealthCheck> {
  try {
    const { kind, version, path, encoders } = (await openRunner()).runnerInfo();
    const hardware = encoders.filter((name) => hardwareNames.test(name));
    const extra = hardware.length > 0 ? `; built with ${hardware.join(', ')}` : '';
    const isNative = kind === 'native';
    return {
      name: 'ffmpeg',
      status: isNative ? 'ok' : 'warning',
      sentence: isNative
        ? `ffmpeg ${version} at ${path}${extra}.`
        : `The ffmpeg ${version} that Facet brings (WebAssembly).`,
      advice: isNative ? '' : 'Install ffmpeg 5.1 or newer to encode several times faster.',
      details: { kind, version, path, encoders },
    };
  } catch (failure) {
    if (!isStudioError(failure)) throw failure;
    return {
      name: 'ffmpeg',
      status: 'missing',
      sentence: failure.message,
      advice: '',
      details: { code: failure.code },
    };
  }
}
