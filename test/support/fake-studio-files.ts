import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseResourcePath, resourceUrl } from '../../api/resource-url.ts';
import { noClips, clipPath } from './shared-clips.ts';

/** Secret of the fake run; it guards nothing. */
const pass = 'fake';

/** Files of a fake studio's derived data in a folder of its own. */
export interface FakeFiles {
  /** Writes a file and answers its URL. */
  put(key: string, file: string, bytes: ArrayBufferView | string): string;
  /** The URL below which an artifact's files lie. */
  urlOf(key: string): string;
  /** Makes an address for a file that lies somewhere else. */
  link(assetId: string, path: string): string;
  resolveResource(path: string): Promise<string | null>;
}

/** Makes the folder. */
export function makeFakeFiles(name: string): FakeFiles {
  const folder = join(tmpdir(), 'facet-fake-studio', name);
  const links = new Map<string, string>();
  const urlOf = (key: string) => resourceUrl(pass, { kind: 'artifact', key, file: 'x' }).slice(0, -1);
  return {
    put(key, file, bytes) {
      mkdirSync(join(folder, key), { recursive: true });
      writeFileSync(
        join(folder, key, file),
        typeof bytes === 'string' ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      );
      return urlOf(key) + file;
    },
    urlOf,
    link(assetId, path) {
      links.set(assetId, path);
      return resourceUrl(pass, { kind: 'asset', projectId: 'project-1', assetId });
    },
    async resolveResource(path) {
      const found = parseResourcePath(path);
      if (found === null || found.pass !== pass) return null;
      const { address } = found;
      if (address.kind === 'asset') return links.get(address.assetId) ?? null;
      const file = join(folder, address.key, address.file);
      return existsSync(file) ? file : null;
    },
  };
}

/** A landscape video of ten seconds with a face where real footage is at hand, else a test picture. Made once. */
export function makeFakeVideo(): string {
  const folder = join(tmpdir(), 'facet-fake-studio');
  const path = join(folder, noClips === false ? 'face-10s.mp4' : 'test-10s.mp4');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const source = clipPath('../cases/woman_outdoor_ls1_cross/source.mp4');
  const input = existsSync(source)
    ? ['-stream_loop', '2', '-i', source, '-vf', 'crop=1080:608:0:ih*0.18,scale=1280:720']
    : ['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25', '-f', 'lavfi', '-i', 'sine=frequency=220'];
  const output = ['-t', '10', '-r', '25', '-c:v', 'libx264', '-preset', 'veryfast', '-g', '12', '-pix_fmt', 'yuv420p'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, ...output, '-c:a', 'aac', path]);
  return path;
}

/** A video of ten seconds in which one frame of {@link makeFakeVideo} stands still, as the studio makes of a picture. Made once. */
export function makeFakeStill(): string {
  const video = makeFakeVideo();
  const path = video.replace(/-10s\.mp4$/, '-still.mp4');
  if (existsSync(path)) return path;
  const stand = ['-vf', 'select=eq(n\\,30),loop=249:1:0,setpts=N/25/TB', '-r', '25', '-an', '-g', '12'];
  const output = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', video, ...stand, ...output, path]);
  return path;
}
