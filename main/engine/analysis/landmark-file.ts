import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { LandmarkSource } from '../../../core/analysis/face-track.ts';
import { decodeLandmarks, encodeLandmarks, landmarkRecordBytes } from '../../../core/analysis/landmark-codec.ts';
import { invariant, StudioError } from '../../../core/errors.ts';

/** Records collected before they are written. */
const bufferedRecords = 64;

/** Records read at once: a second or two of video, 90 kB. */
const windowRecords = 32;

/** Writes landmark arrays one after the other into a file of fixed-size records. Close it before reading. */
export class LandmarkFileWriter {
  readonly path: string;
  private readonly file: number;
  private readonly buffer = new Uint8Array(bufferedRecords * landmarkRecordBytes);
  private buffered = 0;
  private written = 0;

  constructor(path: string) {
    this.path = path;
    this.file = openSync(path, 'w');
  }

  /** Number of records so far: the number of the next one. */
  get recordCount(): number {
    return this.written + this.buffered;
  }

  /** Appends landmarks [N=478, 3] px, or an empty record for null. @throws StudioError 'export.disk-full' when the disk is full */
  append(landmarks: Float32Array | null): void {
    const record = this.buffer.subarray(this.buffered * landmarkRecordBytes, (this.buffered + 1) * landmarkRecordBytes);
    if (landmarks === null) record.fill(0);
    else encodeLandmarks(landmarks, record);
    if (++this.buffered === bufferedRecords) this.flush();
  }

  /** Writes what is left and closes the file. */
  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    const length = this.buffered * landmarkRecordBytes;
    try {
      for (let at = 0; at < length;) at += writeSync(this.file, this.buffer, at, length - at);
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') {
        throw new StudioError(
          'export.disk-full',
          'The disk is full: there is no room for the face landmarks. Free some space and try again.',
          { path: this.path },
          cause,
        );
      }
      throw cause;
    }
    this.written += this.buffered;
    this.buffered = 0;
  }
}

/** Where records are read from. */
export interface RecordBytes {
  /** Fills `target` from `position` on. @returns bytes read: fewer than its length only at the end */
  read(target: Uint8Array, position: number): number;
}

/** Opens the file for each read only: there is nothing to close, and the folder can be deleted at any time between reads. */
function openedForEachRead(path: string): RecordBytes {
  return {
    read(target, position) {
      const file = openSync(path, 'r');
      try {
        return readSync(file, target, 0, target.length, position);
      } finally {
        closeSync(file);
      }
    },
  };
}

/** A file that stays open until it is closed: it can be read to the end even when it is deleted meanwhile. */
export class HeldFile implements RecordBytes {
  private file: number | null;

  constructor(path: string) {
    this.file = openSync(path, 'r');
  }

  read(target: Uint8Array, position: number): number {
    invariant(this.file !== null, 'a landmark file is read before it is closed');
    return readSync(this.file, target, 0, target.length, position);
  }

  /** Safe to call more than once. */
  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }
}

/** Reads records of a landmark file by number, through a small window. */
export class LandmarkFileReader {
  private readonly bytes: RecordBytes;
  private readonly window = new Uint8Array(windowRecords * landmarkRecordBytes);
  private windowStart = 0;
  private windowCount = 0;

  /** @param from a path, or what is already open and stays its owner's */
  constructor(from: string | RecordBytes) {
    this.bytes = typeof from === 'string' ? openedForEachRead(from) : from;
  }

  /** Copies one record into `out` [N=478, 3]; false for an empty record. */
  read(record: number, out: Float32Array): boolean {
    if (record < this.windowStart || record >= this.windowStart + this.windowCount) this.load(record);
    const at = (record - this.windowStart) * landmarkRecordBytes;
    return decodeLandmarks(this.window.subarray(at, at + landmarkRecordBytes), out);
  }

  private load(record: number): void {
    // Going backwards, keep what lies before the record at hand.
    const start = record < this.windowStart ? Math.max(0, record - windowRecords + 1) : record;
    const bytes = this.bytes.read(this.window, start * landmarkRecordBytes);
    this.windowStart = start;
    this.windowCount = Math.floor(bytes / landmarkRecordBytes);
    invariant(
      record < this.windowStart + this.windowCount,
      `landmark record ${record} lies behind the end of the file`,
    );
  }
}

/** A track's landmarks: consecutive records of a file from `firstRecord` on. */
export class LandmarkFileSource implements LandmarkSource {
  readonly startFrame: number;
  readonly endFrame: number;
  /** Number of the record that holds `startFrame`. */
  readonly firstRecord: number;
  private readonly reader: LandmarkFileReader;

  constructor(from: string | RecordBytes, firstRecord: number, startFrame: number, endFrame: number) {
    this.reader = new LandmarkFileReader(from);
    this.firstRecord = firstRecord;
    this.startFrame = startFrame;
    this.endFrame = endFrame;
  }

  read(frameIndex: number, out: Float32Array): boolean {
    if (frameIndex < this.startFrame || frameIndex >= this.endFrame) return false;
    return this.reader.read(this.firstRecord + frameIndex - this.startFrame, out);
  }
}
