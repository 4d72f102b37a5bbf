import type { ArtifactFiles } from '../../../core/ports/artifact-files.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import { hashOf } from '../content-hash.ts';

/** Frames whose codes are one artifact, counted from the video's first frame. */
export const codeChunkFrames = 50;

const codeFile = 'codes.f32';

/** What {@link KeptCodes} works with. */
export interface KeptCodesParts {
  readonly artifacts: ArtifactFiles;
  /** Names everything that the codes depend on. */
  readonly key: string;
  /** Frames of the track. */
  readonly range: FrameRange;
  /** Numbers of one row. */
  readonly width: number;
}

/** The codes of a track's frames in memory (15 MB for an hour of 42 numbers), with whole chunks of them as artifacts. */
export class KeptCodes {
  readonly #parts: KeptCodesParts;
  readonly #looked = new Set<number>();
  readonly #isKnown: Uint8Array;
  #rows = new Float32Array(0);

  constructor(parts: KeptCodesParts) {
    this.#parts = parts;
    this.#isKnown = new Uint8Array(parts.range.endFrame - parts.range.startFrame);
  }

  /** True when the frame's row was set, or the frame was marked as unseen. */
  isKnown(frame: number): boolean {
    return this.#isKnown[frame - this.#parts.range.startFrame] === 1;
  }

  /** Takes the row of a frame, a piece of it at `column`; the last piece makes the row known by {@link markKnown}. */
  set(frame: number, column: number, values: Float32Array): void {
    this.#rowsInMemory().set(values, (frame - this.#parts.range.startFrame) * this.#parts.width + column);
  }

  /** Says that the row is whole; a frame without any `set` has a row of NaN. */
  markKnown(frame: number): void {
    this.#isKnown[frame - this.#parts.range.startFrame] = 1;
  }

  /** A view on the row of a frame, NaN where it was not set. */
  row(frame: number): Float32Array {
    const o = (frame - this.#parts.range.startFrame) * this.#parts.width;
    return this.#rowsInMemory().subarray(o, o + this.#parts.width);
  }

  /** Brings the artifacts of a range to memory, those that there are. */
  async load(range: FrameRange): Promise<void> {
    for (
      let chunk = Math.floor(range.startFrame / codeChunkFrames);
      chunk * codeChunkFrames < range.endFrame;
      chunk++
    ) {
      if (this.#looked.has(chunk)) continue;
      const bytes = await this.#parts.artifacts.read(await this.#nameOf(chunk), codeFile);
      this.#looked.add(chunk);
      const { startFrame, endFrame } = this.#framesOf(chunk);
      if (bytes?.length !== (endFrame - startFrame) * this.#parts.width * 4) continue;
      const values = new Float32Array(bytes.slice().buffer);
      this.#rowsInMemory().set(values, (startFrame - this.#parts.range.startFrame) * this.#parts.width);
      for (let frame = startFrame; frame < endFrame; frame++) this.markKnown(frame);
    }
  }

  /** Makes an artifact of the chunk of a frame, when all of it is known. @throws 'export.disk-full' | 'export.not-writable' */
  async keep(frame: number): Promise<void> {
    const chunk = Math.floor(frame / codeChunkFrames);
    const { startFrame, endFrame } = this.#framesOf(chunk);
    for (let one = startFrame; one < endFrame; one++) if (!this.isKnown(one)) return;
    const { range, width, artifacts } = this.#parts;
    const codes = this.#rowsInMemory().slice(
      (startFrame - range.startFrame) * width,
      (endFrame - range.startFrame) * width,
    );
    await artifacts.make(await this.#nameOf(chunk), (folder) => folder.write(codeFile, new Uint8Array(codes.buffer)));
  }

  #framesOf(chunk: number): FrameRange {
    const { startFrame, endFrame } = this.#parts.range;
    return {
      startFrame: Math.max(startFrame, chunk * codeChunkFrames),
      endFrame: Math.min(endFrame, (chunk + 1) * codeChunkFrames),
    };
  }

  async #nameOf(chunk: number): Promise<string> {
    return `codes-${await hashOf([this.#parts.key, this.#parts.width])}-${chunk}`;
  }

  #rowsInMemory(): Float32Array {
    const length = this.#isKnown.length * this.#parts.width;
    if (this.#rows.length !== length) this.#rows = new Float32Array(length).fill(Number.NaN);
    return this.#rows;
  }
}
