import { medianOf } from '../tensor/order-statistics.ts';
import type { Shot } from './face-track.ts';
import { thumbnailDistance } from './luma-thumbnail.ts';

/** Frames before and after a candidate that are looked at: for the usual amount of motion, and for flashes. */
const neighbourhood = 6;

/** Longest flash (or passing object) in frames that is told from a cut. */
const longestFlash = 4;

/** Least difference of a cut, luma levels, and how far it must rise above the motion around it. */
const leastDistance = 6;
const motionFactor = 3;

/** A frame before the change that resembles one after it this closely (share of the change) shows that nothing was cut. */
const returnShare = 0.4;

interface Entry {
  readonly frameIndex: number;
  readonly thumbnail: Float32Array;
  /** Distance to the frame before. */
  readonly distance: number;
}

/**
 * Finds cuts while frames stream by, with a memory of a dozen thumbnails. A cut is a change much larger than the motion around it after
 * which the picture does not return; slow fades and flashes are none.
 */
export class ShotDetector {
  private readonly recent: Entry[] = [];
  private readonly cuts: number[] = [];
  private nextFrame = 0;
  private nextDecision = 1;

  /**
   * Takes the next frame's thumbnail (kept; do not change it).
   *
   * @returns true when the frame may be the first after a cut, as far as the past tells: the time to look for faces afresh
   */
  push(thumbnail: Float32Array): boolean {
    const before = this.recent.at(-1);
    const distance = before === undefined ? 0 : thumbnailDistance(before.thumbnail, thumbnail);
    const usual = this.recent.slice(-neighbourhood).map((entry) => entry.distance);
    const isLikelyCut =
      before !== undefined && distance > leastDistance / 2 + 2 * (usual.length > 1 ? medianOf(usual) : 0);
    this.recent.push({ frameIndex: this.nextFrame++, thumbnail, distance });
    if (this.recent.length > 2 * neighbourhood + 2) this.recent.shift();
    if (this.nextFrame - 1 - this.nextDecision >= neighbourhood) this.decide(this.nextDecision++);
    return isLikelyCut;
  }

  /** Ends the stream: the shots, which cover all frames without a gap. */
  finish(): Shot[] {
    while (this.nextDecision < this.nextFrame) this.decide(this.nextDecision++);
    const starts = this.nextFrame > 0 ? [0, ...this.cuts] : [];
    return starts.map((startFrame, shotIndex) => ({
      shotIndex,
      startFrame,
      endFrame: starts[shotIndex + 1] ?? this.nextFrame,
    }));
  }

  private decide(frameIndex: number): void {
    const at = this.recent.findIndex((entry) => entry.frameIndex === frameIndex);
    const { distance } = this.recent[at];
    if (distance <= leastDistance) return;
    const around = this.recent
      .slice(Math.max(0, at - neighbourhood), at + neighbourhood + 1)
      .filter((entry) => entry.frameIndex !== frameIndex && entry.frameIndex > 0);
    if (
      distance <=
      leastDistance + motionFactor * (around.length > 0 ? medianOf(around.map((entry) => entry.distance)) : 0)
    )
      return;
    if (around.some((entry) => Math.abs(entry.frameIndex - frameIndex) === 1 && entry.distance > distance)) return;
    if (!this.returns(at, distance)) this.cuts.push(frameIndex);
  }

  /** True when a frame shortly before the change resembles one shortly after it. */
  private returns(at: number, distance: number): boolean {
    for (let back = 1; back <= longestFlash + 1 && at - back >= 0; back++) {
      for (let ahead = 0; back + ahead <= longestFlash + 1 && at + ahead < this.recent.length; ahead++) {
        if (back + ahead === 1) continue;
        if (
          thumbnailDistance(this.recent[at - back].thumbnail, this.recent[at + ahead].thumbnail) <
          returnShare * distance
        )
          return true;
      }
    }
    return false;
  }
}
