export { makeMediaRunner, type MediaRunnerOptions } from './make-media-runner.ts';
export type { MediaRunner } from './media-runner.ts';
export { FfmpegMediaReader } from './media-reader.ts';
export { FfmpegMediaWriter } from './media-writer.ts';
export { FfmpegSegmentMedia } from './segment-media.ts';
