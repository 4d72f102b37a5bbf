import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../../../core/errors.ts';
import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import type { MakeArtifactOptions, MediaArtifacts } from '../../../core/ports/media-artifacts.ts';
import type { MediaRunner } from '../media/media-runner.ts';
import { outputFailure } from '../media/media-failures.ts';
import { FfmpegMediaReader } from '../media/media-reader.ts';
import { measurePeaks, peaksPerSec } from '../media/peaks.ts';
import { writeProxy } from '../media/proxy.ts';
import { takeThumbnails } from '../media/thumbnails.ts';
import { writeVoiceMix } from '../media/voice-mix-file.ts';
import { artifactKey } from './artifact-key.ts';
import { openArtifact } from './kept-artifact.ts';
import { readJson, writeJson, writeNumbers } from './number-files.ts';
import { makeSharedWork } from './shared-work.ts';

/** Names and versions of the makers: raise a version whenever its files change for the same input. */
const makers = { peaks: 'peaks-1', thumbnails: 'thumbnails-1', proxy: 'proxy-1', mix: 'mix-1' } as const;

interface PeaksDocument {
  readonly format: 'facet.peaks';
  readonly formatVersion: 1;
  readonly durationSec: number;
}

type Report = (doneSec: number, totalSec: number) => void;
type Fill = (runner: MediaRunner, folder: string, signal: AbortSignal, report: Report) => Promise<void>;

/** Makes artifacts with ffmpeg, native or WebAssembly. */
export function createMediaArtifacts(cache: ArtifactCache, openRunner: () => Promise<MediaRunner>): MediaArtifacts {
  const shared = makeSharedWork<null, readonly [number, number]>();

  /** Makes an artifact together with everybody who wants the same one, and reads it. */
  async function keep<T>(
    key: string,
    { signal, onProgress }: MakeArtifactOptions,
    fill: Fill,
    load: (folder: string) => Promise<T>,
  ): Promise<T> {
    throwIfCancelled(signal);
    const make = async (workSignal: AbortSignal, report: (progress: readonly [number, number]) => void) => {
      const runner = await openRunner();
      await cache.make(key, (folder) => fill(runner, folder, workSignal, (done, total) => report([done, total])));
      return null;
    };
    return openArtifact(cache, key, {
      load,
      make: async () => {
        const onShare = ([doneSec, totalSec]: readonly [number, number]) => onProgress?.(doneSec, totalSec);
        await shared.join(key, make, { signal, onProgress: onShare });
      },
    });
  }

  return {
    async measurePeaks(file, options = {}) {
      const key = artifactKey(makers.peaks, file.contentKey);
      const fill: Fill = async (runner, folder, signal, report) => {
        const { audio, durationSec: wholeSec } = await new FfmpegMediaReader(runner).probe(file.path, signal);
        const totalSec = audio[0]?.durationSec ?? wholeSec;
        const measured = await measurePeaks(runner, file.path, signal, (sec) =>
          report(Math.min(sec, totalSec), totalSec),
        );
        await writeNumbers(join(folder, 'peaks.f32'), measured.peaks);
        const document: PeaksDocument = { ...peaksKind, durationSec: measured.durationSec };
        await writeJson(join(folder, 'peaks.json'), document);
      };
      return keep(key, options, fill, async (folder) => {
        const { durationSec } = await readJson<PeaksDocument>(join(folder, 'peaks.json'), peaksKind);
        return { artifactKey: key, peaksPerSec, durationSec };
      });
    },

    async takeThumbnails(video, timesSec, options = {}) {
      const key = artifactKey(makers.thumbnails, video.contentKey, ...timesSec);
      const fill: Fill = async (runner, folder, signal, report) => {
        const info = await new FfmpegMediaReader(runner).probe(video.path, signal);
        const secPerPicture = info.durationSec / Math.max(1, timesSec.length);
        const pictures = await takeThumbnails(runner, info, timesSec, signal, (done, total) =>
          report(done * secPerPicture, total * secPerPicture),
        );
        for (const [index, jpeg] of pictures.entries()) await writePicture(join(folder, `${index}.jpg`), jpeg);
      };
      return keep(key, options, fill, async () => key);
    },

    async makeProxy(video, options = {}) {
      const key = artifactKey(makers.proxy, video.contentKey);
      const fill: Fill = async (runner, folder, signal, report) => {
        const info = await new FfmpegMediaReader(runner).probe(video.path, signal);
        const { durationSec, frameTimesSec } = supportedPictureOf(info);
        await writeProxy(runner, info, join(folder, 'proxy.mp4'), signal, (done) =>
          report((done / frameTimesSec.length) * durationSec, durationSec),
        );
      };
      return keep(key, options, fill, async () => key);
    },

    async mixVoices(voices, durationSec, options = {}) {
      const places = voices.map(({ file, startSec, sourceStartSec, durationSec: partSec, gainDb }) =>
        [file.contentKey, startSec, sourceStartSec, partSec, gainDb].join(' '),
      );
      const key = artifactKey(makers.mix, durationSec, ...places);
      const fill: Fill = (runner, folder, signal, report) =>
        writeVoiceMix(runner, { voices, durationSec, outputPath: join(folder, 'voice.m4a') }, signal, report);
      return keep(key, options, fill, async () => key);
    },
  };
}

const peaksKind = { format: 'facet.peaks', formatVersion: 1 } as const;

async function writePicture(path: string, jpeg: Uint8Array): Promise<void> {
  try {
    await writeFile(path, jpeg);
  } catch (error) {
    throw outputFailure(error, path);
  }
}
