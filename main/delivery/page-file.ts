import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { noncePlaceholder, pagePolicy } from '../../api/bridge.ts';
import { pageTypeOf } from './content-type.ts';

/** A file of the built page, ready to be answered with. */
export interface PageFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer<ArrayBuffer>;
}

/**
 * The file for a request path inside the folder, `/` being index.html; null when it is outside, of an unknown kind or absent.
 * The page itself carries a nonce of its own, which its policy names.
 */
export async function readPageFile(folder: string, requestPath: string): Promise<PageFile | null> {
  const decoded = decodePath(requestPath);
  if (decoded === null || decoded.includes('\0')) return null;
  const path = normalize(join(folder, decoded === '/' ? 'index.html' : decoded));
  const contentType = pageTypeOf(path);
  if (!path.startsWith(folder + sep) || contentType === null || !(await isFile(path))) return null;
  const nonce = randomBytes(16).toString('base64url');
  const body = await readFile(path);
  const isPage = path.endsWith('.html');
  return {
    headers: {
      'content-type': contentType,
      'content-security-policy': pagePolicy(nonce),
      'cache-control': isPage ? 'no-store' : 'no-cache',
    },
    body: isPage ? Buffer.from(body.toString('utf8').replaceAll(noncePlaceholder, nonce)) : body,
  };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Whatever keeps the file from being looked at, the answer to the page is the same.
    return false;
  }
}

function decodePath(requestPath: string): string | null {
  try {
    return decodeURIComponent(requestPath);
  } catch {
    // A malformed escape names no file.
    return null;
  }
}
