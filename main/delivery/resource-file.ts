import { stat } from 'node:fs/promises';
import { rangeFrom } from './byte-range.ts';
import type { ByteRange } from './byte-range.ts';
import { resourceTypeOf } from './content-type.ts';

/** The headers of a request that decide what of a resource is sent; names as HTTP has them. */
export interface ResourceRequest {
  readonly range?: string | undefined;
  readonly 'if-range'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** What to answer: status and headers, and the bytes of the file to send, null for none. */
export interface ResourceAnswer {
  readonly status: 200 | 206 | 304 | 404 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: ByteRange | null;
}

const absent: ResourceAnswer = { status: 404, headers: { 'cache-control': 'no-store' }, bytes: null };

/**
 * Plans the answer for a file that was found to be a resource: whole, a range of it (206), unchanged since the page last got it
 * (304), or a range behind its end (416).
 *
 * @param path absolute; the caller has checked that the page may have it
 */
export async function planResource(path: string, request: ResourceRequest): Promise<ResourceAnswer> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  if (found === null || !found.isFile()) return absent;
  const sizeBytes = Number(found.size);
  const etag = `"${found.size.toString(36)}-${found.mtimeNs.toString(36)}"`;
  const headers = {
    'content-type': resourceTypeOf(path),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    etag,
  };
  const knownTags = request['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (knownTags?.includes(etag) || knownTags?.includes('*')) return { status: 304, headers, bytes: null };
  const isSameVersion = request['if-range'] === undefined || request['if-range'] === etag;
  const range = rangeFrom(isSameVersion ? request.range : undefined, sizeBytes);
  if (range === 'unsatisfiable')
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${sizeBytes}` }, bytes: null };
  if (range === 'all') {
    const bytes = sizeBytes === 0 ? null : { start: 0, end: sizeBytes - 1 };
    return { status: 200, headers: { ...headers, 'content-length': String(sizeBytes) }, bytes };
  }
  const length = range.end - range.start + 1;
  const contentRange = `bytes ${range.start}-${range.end}/${sizeBytes}`;
  return {
    status: 206,
    headers: { ...headers, 'content-length': String(length), 'content-range': contentRange },
    bytes: range,
  };
}
