import type { FacePath } from '../../../core/analysis/face-path.ts';
import type { FaceObservation } from './face-tracker.ts';
import { LandmarkFileWriter } from './landmark-file.ts';

interface GrowingPath {
  readonly pathId: number;
  readonly frames: number[];
  readonly records: number[];
  readonly presenceLogits: number[];
  readonly brightness: number[];
  readonly detail: number[];
  readonly coverSignatures: number[];
  readonly skinTones: number[];
}

/** Collects what the tracker sees: landmarks into a file, the rest (a few numbers a frame) in memory. */
export class PathRecorder {
  private readonly writer: LandmarkFileWriter;
  private readonly paths = new Map<number, GrowingPath>();

  constructor(path: string) {
    this.writer = new LandmarkFileWriter(path);
  }

  /** Adds one frame's faces. */
  add(frameIndex: number, faces: readonly FaceObservation[]): void {
    for (const face of faces) {
      let path = this.paths.get(face.pathId);
      if (path === undefined) {
        path = {
          pathId: face.pathId,
          frames: [],
          records: [],
          presenceLogits: [],
          brightness: [],
          detail: [],
          coverSignatures: [],
          skinTones: [],
        };
        this.paths.set(face.pathId, path);
      }
      path.frames.push(frameIndex);
      path.records.push(this.writer.recordCount);
      path.presenceLogits.push(face.presenceLogit);
      path.brightness.push(face.brightness);
      path.detail.push(face.detail);
      path.coverSignatures.push(...face.coverSignature);
      path.skinTones.push(...face.skinTone);
      this.writer.append(face.landmarks);
    }
  }

  /** Closes the file (also after a failure); the paths seen. */
  finish(): FacePath[] {
    this.writer.close();
    return [...this.paths.values()];
  }
}
