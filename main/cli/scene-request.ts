import type { SeenFactor } from '../../core/analysis/face-code.ts';
import type { ModelPack } from '../../core/ports/model-catalog.ts';
import type { DubRequest } from '../studio.ts';

/** A video or picture that gives a factor. */
export interface Driver {
  readonly factor: SeenFactor;
  readonly path: string;
}

/** What a generative pack is to make, with what, and where to: what a dub is told, and drivers. All paths are absolute. */
export interface SceneRequest extends Omit<DubRequest, 'videoPath' | 'canAdapt'> {
  readonly command: 'dub' | 'animate';
  /** The video to dub, or the still picture to animate. */
  readonly picturePath: string;
  readonly drivers: readonly Driver[];
  /** Whose factors are taken, in every driver. */
  readonly driverFaceNumber: number;
  readonly expressionWindowFrames: number;
  readonly pack: ModelPack;
}
