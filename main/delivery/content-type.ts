import { extname } from 'node:path';

/** Files of the built page; nothing else of the folder is served. */
const pageTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
};

/** Media and derived data. Never anything that a browser would run as a page or a script. */
const resourceTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.wav': 'audio/wav',
  '.m4a': 'audio/mp4',
  '.mp3': 'audio/mpeg',
  '.flac': 'audio/flac',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.aac': 'audio/aac',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.bmp': 'image/bmp',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.avif': 'image/avif',
  '.gif': 'image/gif',
  '.json': 'application/json',
};

/** Content type of a file of the built page, or null for a kind that the page has no use for. */
export function pageTypeOf(path: string): string | null {
  return pageTypes[extname(path).toLowerCase()] ?? null;
}

/** Content type of a resource; plain bytes (`.f32`, `.rgba`) for every kind that is not media. */
export function resourceTypeOf(path: string): string {
  return resourceTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';
}
