/** Time and load of this computer, for progress and reports; never for media time. */
export interface Clock {
  /** Milliseconds that only ever grow; the origin means nothing. */
  nowMs(): number;
  /** Largest memory that this process has held so far, bytes; child processes are not counted. */
  peakMemoryBytes(): number;
}
