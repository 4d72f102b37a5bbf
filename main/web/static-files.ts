import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ico': 'image/x-icon',
};

/** A file of the built page. */
export interface StaticFile {
  readonly path: string;
  readonly contentType: string;
}

/** The file for a request path inside the folder, `/` being index.html; null when it is outside, unknown or absent. */
export async function findStaticFile(folder: string, requestPath: string): Promise<StaticFile | null> {
  const decoded = decodePath(requestPath);
  if (decoded === null || decoded.includes('\0')) return null;
  const path = normalize(join(folder, decoded === '/' ? 'index.html' : decoded));
  if (!path.startsWith(folder + sep)) return null;
  const contentType = contentTypes[extname(path)];
  if (contentType === undefined) return null;
  try {
    return (await stat(path)).isFile() ? { path, contentType } : null;
  } catch {
    // Whatever keeps the file from being looked at, the answer to the page is the same.
    return null;
  }
}

/** Sends a file; the response ends with it. */
export function sendFile(file: StaticFile, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': file.contentType, 'cache-control': 'no-cache' });
  createReadStream(file.path)
    .on('error', () => response.destroy())
    .pipe(response);
}

function decodePath(requestPath: string): string | null {
  try {
    return decodeURIComponent(requestPath);
  } catch {
    // A malformed escape names no file.
    return null;
  }
}
