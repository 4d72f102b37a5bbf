/** Changed pixels of one frame: RGBA, straight alpha, 255 where the pixel differs from the original's. Px of the picture. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** What is known of a frame. 'original' = nothing changes there. `isStale`: made from an older scene. */
export type FrameKnowledge =
  | { readonly state: 'unknown' }
  | { readonly state: 'original'; readonly isStale: boolean }
  | { readonly state: 'patched'; readonly patch: Patch; readonly isStale: boolean };

/** Keeps the patches around the playhead within a limit of bytes. */
export interface PatchRing {
  /** Counts the scenes; what is put belongs to one of them. */
  readonly generation: number;
  /** Everything known so far was made from an older scene. It stays to be shown until its successor comes. */
  markStale(): void;
  /**
   * Takes in what a chunk says of its frames; a frame of the range without a patch equals the original. Frames of which something newer
   * is known keep that.
   *
   * @param from the generation in which the chunk was asked for
   */
  put(startFrame: number, endFrame: number, patches: ReadonlyMap<number, Patch>, from: number): void;
  knowledgeOf(frame: number): FrameKnowledge;
  isFresh(frame: number): boolean;
  /** Forgets what lies farthest from the frame until the limit holds. */
  trimAround(frame: number): void;
  clear(): void;
  /** Bytes of all patches. */
  readonly byteLength: number;
}

interface Entry {
  readonly patch: Patch | null;
  readonly generation: number;
}

/** Makes an empty ring. @param limitBytes of pixels kept */
export function makePatchRing(limitBytes: number): PatchRing {
  const entries = new Map<number, Entry>();
  let generation = 0;
  let byteLength = 0;
  const drop = (frame: number) => {
    byteLength -= entries.get(frame)?.patch?.pixels.byteLength ?? 0;
    entries.delete(frame);
  };
  return {
    markStale: () => void generation++,
    get generation() {
      return generation;
    },
    put: (startFrame, endFrame, patches, from) => {
      for (let frame = startFrame; frame < endFrame; frame++) {
        if ((entries.get(frame)?.generation ?? -1) > from) continue;
        drop(frame);
        const patch = patches.get(frame) ?? null;
        entries.set(frame, { patch, generation: from });
        byteLength += patch?.pixels.byteLength ?? 0;
      }
    },
    knowledgeOf: (frame) => {
      const entry = entries.get(frame);
      if (entry === undefined) return { state: 'unknown' };
      const isStale = entry.generation !== generation;
      return entry.patch === null ? { state: 'original', isStale } : { state: 'patched', patch: entry.patch, isStale };
    },
    isFresh: (frame) => entries.get(frame)?.generation === generation,
    trimAround: (centre) => {
      if (byteLength <= limitBytes) return;
      const farthestFirst = [...entries.keys()].sort((a, b) => Math.abs(b - centre) - Math.abs(a - centre));
      for (const frame of farthestFirst) {
        if (byteLength <= limitBytes) return;
        drop(frame);
      }
    },
    clear: () => {
      entries.clear();
      byteLength = 0;
    },
    get byteLength() {
      return byteLength;
    },
  };
}

/** What the page needs next: frames from the playhead on, a little behind it last. */
export interface WantedFrames {
  readonly playhead: number;
  readonly frameCount: number;
  /** Frames wanted ahead of the playhead, and behind it. */
  readonly ahead: number;
  readonly behind: number;
}

/**
 * The stretch of frames to ask for next, or null when all that is wanted is fresh. Starts at the first frame that is not fresh; ends where
 * a fresh one comes or the window ends.
 */
export function nextRequest(
  isFresh: (frame: number) => boolean,
  { playhead, frameCount, ahead, behind }: WantedFrames,
): { readonly startFrame: number; readonly endFrame: number } | null {
  const end = Math.min(frameCount, playhead + ahead);
  return (
    stretchFrom(isFresh, Math.max(0, playhead), end) ?? stretchFrom(isFresh, Math.max(0, playhead - behind), playhead)
  );
}

function stretchFrom(
  isFresh: (frame: number) => boolean,
  from: number,
  to: number,
): { readonly startFrame: number; readonly endFrame: number } | null {
  let startFrame = from;
  while (startFrame < to && isFresh(startFrame)) startFrame++;
  if (startFrame >= to) return null;
  let endFrame = startFrame + 1;
  while (endFrame < to && !isFresh(endFrame)) endFrame++;
  return { startFrame, endFrame };
}
