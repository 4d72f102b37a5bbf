/** A stretch of bytes; `end` is the last one that belongs to it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range that a Range header asks of a file, as RFC 9110 section 14 reads it.
 *
 * @param header value of the Range header, undefined when there is none
 * @param sizeBytes of the file
 * @returns 'all' where the header is absent, malformed, of another unit or of several ranges (a server may then send everything);
 *   'unsatisfiable' where it begins behind the end
 */
export function rangeFrom(header: string | undefined, sizeBytes: number): ByteRange | 'all' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return 'all';
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? sizeBytes - 1 : Math.min(Number(match[2]), sizeBytes - 1);
  if (match[2] !== '' && Number(match[2]) < start) return 'all';
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
}
