import type { SeenFactor } from '../../core/analysis/face-code.ts';
import type { EncodePreset, VoiceFit } from '../../core/ports/media.ts';
import type { ModelPack } from '../../core/ports/model-catalog.ts';
import type { TimeRange } from '../../core/time/frame-range.ts';
import type { FaceChoice } from '../studio.ts';

/** A video or picture that gives a factor. */
export interface Driver {
  readonly factor: SeenFactor;
  readonly path: string;
}

/** What a generative pack is to make, with what, and where to. All paths are absolute. */
export interface SceneRequest {
  readonly command: 'dub' | 'animate';
  /** The video to dub, or the still picture to animate. */
  readonly picturePath: string;
  readonly voicePath: string;
  /** The sound that is heard; null means the voice itself. */
  readonly mixPath: string | null;
  readonly outputPath: string;
  readonly canReplaceOutput: boolean;
  readonly face: FaceChoice;
  /** 0 keeps the original mouth, 1 follows the voice fully. */
  readonly strength: number;
  /** Where to dub; empty means everywhere. */
  readonly ranges: readonly TimeRange[];
  readonly offsetSec: number;
  readonly fit: VoiceFit;
  readonly drivers: readonly Driver[];
  /** Whose factors are taken, in every driver. */
  readonly driverFaceNumber: number;
  readonly expressionWindowFrames: number;
  readonly pack: ModelPack;
  readonly preset: EncodePreset;
  readonly isMarked: boolean;
}
