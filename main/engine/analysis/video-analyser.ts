import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FacePath } from '../../../core/analysis/face-path.ts';
import { splitPaths } from '../../../core/analysis/face-path.ts';
import type { Shot, VideoAnalysis } from '../../../core/analysis/face-track.ts';
import { makeFitReport } from '../../../core/analysis/fit-report.ts';
import { lumaThumbnail } from '../../../core/analysis/luma-thumbnail.ts';
import { ShotDetector } from '../../../core/analysis/shot-detection.ts';
import { StudioError, throwIfCancelled } from '../../../core/errors.ts';
import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { yuvToRgbFor } from '../../../core/geometry/yuv-to-rgb.ts';
import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import type { AnalyseOptions, VideoAnalyser } from '../../../core/ports/analysis.ts';
import type { MediaReader } from '../../../core/ports/media.ts';
import { readCanonicalFace } from '../models/canonical-face-reader.ts';
import { FaceDetectorModel } from '../models/face-detector-model.ts';
import { FaceLandmarkModel } from '../models/face-landmark-model.ts';
import { readFacePackage } from '../models/face-package.ts';
import { FaceFinder } from './face-finder.ts';
import { FaceTracker } from './face-tracker.ts';
import { LandmarkFileReader, LandmarkFileWriter } from './landmark-file.ts';
import { PathRecorder } from './path-recorder.ts';
import { RepeatedFrames } from './repeated-frames.ts';
import { assembleTracks, measureTrack } from './track-assembly.ts';

const defaultMaxFaces = 4;

/** What the analysis of a video needs from outside. */
export interface VideoAnalyserParts {
  readonly reader: MediaReader;
  /** Folder of the npm package @mediapipe/face_mesh; found through Node's resolution where left out. */
  readonly facePackageFolder?: string;
}

/**
 * Makes the picture analysis: loads and converts the pinned face models (about half a second).
 * The face nets run on one CPU thread wherever the other models run: they are too small to gain from anything else.
 *
 * @throws StudioError 'models.not-found' | 'models.damaged'
 */
export async function createVideoAnalyser({ reader, facePackageFolder }: VideoAnalyserParts): Promise<VideoAnalyser> {
  const facePackage = await readFacePackage(facePackageFolder);
  const detector = await FaceDetectorModel.open(facePackage.detectorModel);
  const mesh = await FaceLandmarkModel.open(facePackage.landmarkModel);
  const canonicalFace = readCanonicalFace(facePackage.geometryMetadata);
  const finder = new FaceFinder(detector, mesh, canonicalFace);
  return {
    canonicalFace,
    analyse: (info, options) => analyseVideo({ reader, finder, face: canonicalFace, info, options }),
    close: async () => {
      await mesh.close();
      await detector.close();
    },
  };
}

interface AnalysisJob {
  readonly reader: MediaReader;
  readonly finder: FaceFinder;
  readonly face: CanonicalFace;
  readonly info: MediaInfo;
  readonly options: AnalyseOptions;
}

async function analyseVideo(job: AnalysisJob): Promise<VideoAnalysis> {
  const { info, options, face } = job;
  const video = info.video;
  if (video === null)
    throw new StudioError('media.no-video', 'The file holds no picture, so there are no lips to dub.', {
      path: info.path,
    });
  const rawPath = join(options.scratchFolder, 'landmarks-raw.bin');
  const finalPath = join(options.scratchFolder, 'landmarks.bin');
  try {
    const { paths, shots, frameCount } = await followFaces(job, video, rawPath);
    const raw = new LandmarkFileReader(rawPath);
    const writer = new LandmarkFileWriter(finalPath);
    try {
      const measured = splitPaths(paths, shots).map((part) => {
        throwIfCancelled(options.signal);
        return measureTrack(part, raw, writer, face);
      });
      const { tracks, fitTracks } = assembleTracks(measured, finalPath, options.signal);
      const findings = makeFitReport({ frameCount, frameTimesSec: video.frameTimesSec, shots, tracks: fitTracks });
      return { frameCount, shots, faceTracks: tracks, findings };
    } finally {
      writer.close();
    }
  } finally {
    await rm(rawPath, { force: true });
  }
}

/** The pass over the frames. */
async function followFaces(
  job: AnalysisJob,
  video: VideoStream,
  rawPath: string,
): Promise<{ paths: FacePath[]; shots: Shot[]; frameCount: number }> {
  const { reader, finder, info, options } = job;
  const { signal, onProgress } = options;
  const tracker = new FaceTracker(
    finder,
    yuvToRgbFor(video.colour, video.heightPx),
    options.maxFaces ?? defaultMaxFaces,
  );
  const shotDetector = new ShotDetector();
  const repeated = new RepeatedFrames();
  const recorder = new PathRecorder(rawPath);
  const totalFrames = video.frameTimesSec.length;
  let frameCount = 0;
  try {
    for await (const { image } of reader.frames(info, signal === undefined ? {} : { signal })) {
      throwIfCancelled(signal);
      const thumbnail = lumaThumbnail(image);
      const isLikelyCut = shotDetector.push(thumbnail);
      const isRepeated = repeated.push(image, thumbnail);
      const known = isRepeated ? tracker.repeat(frameCount) : null;
      recorder.add(frameCount, known ?? (await tracker.track(frameCount, image, isLikelyCut)));
      frameCount++;
      onProgress?.({ phase: 'analysis', doneFrames: frameCount, totalFrames });
    }
  } catch (error) {
    recorder.finish();
    throw error;
  }
  return { paths: recorder.finish(), shots: shotDetector.finish(), frameCount };
}
