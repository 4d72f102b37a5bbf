import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoAnalysis } from '../../core/analysis/face-track.ts';
import type { AnalyseOptions, VideoAnalyser } from '../../core/ports/analysis.ts';
import { createVideoAnalyser } from '../../main/engine/analysis/index.ts';
import { FfmpegMediaReader, makeMediaRunner } from '../../main/engine/media/index.ts';

/** The real analysis with a folder of its own that `close` removes. */
export interface AnalysisBench {
  readonly folder: string;
  readonly analyser: VideoAnalyser;
  readonly reader: FfmpegMediaReader;
  /** Makes a video with the installed ffmpeg (arguments before the output's name) and answers with its path. */
  make(name: string, args: readonly string[]): string;
  analyse(path: string, options?: Partial<AnalyseOptions>): Promise<VideoAnalysis>;
  close(): Promise<void>;
}

/** Opens the real analysis: the pinned face models, the real reader, a scratch folder. */
export async function openAnalysisBench(): Promise<AnalysisBench> {
  const folder = mkdtempSync(join(tmpdir(), 'facet-analysis-'));
  const reader = new FfmpegMediaReader(await makeMediaRunner({ environment: process.env }));
  const analyser = await createVideoAnalyser({ reader });
  return {
    folder,
    analyser,
    reader,
    make: (name, args) => {
      const path = join(folder, name);
      execFileSync('ffmpeg', [
        '-v',
        'error',
        '-y',
        ...args,
        '-an',
        '-c:v',
        'libx264',
        '-crf',
        '16',
        '-preset',
        'veryfast',
        path,
      ]);
      return path;
    },
    analyse: async (path, options = {}) => {
      const scratchFolder = mkdtempSync(join(folder, 'scratch-'));
      return analyser.analyse(await reader.probe(path), { scratchFolder, ...options });
    },
    close: async () => {
      await analyser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
