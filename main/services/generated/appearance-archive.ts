import { StudioError, throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import type { ArtifactFiles } from '../../../core/ports/artifact-files.ts';
import type { Appearance } from '../../../core/ports/face-networks.ts';
import { hashOf } from '../content-hash.ts';
import { makeFaceSampler, type GeneratedFace } from './generated-face.ts';
import { makeLingeringWork } from '../lingering-work.ts';
import type { FramesOf } from './motion-archive.ts';
import type { SharedNetworks } from './network-queue.ts';
import { bestPortrait, pictureSharpness, type PortraitCandidate } from './portrait-choice.ts';

/** Part of every artifact's key; raised when another frame would be chosen. */
const archiveVersion = 1;

const vectorFile = 'id-vector.f32';
const mapFile = 'id-map.f32';
const noteFile = 'portrait.json';

/** Appearances kept in memory, 110 kB each with the official sizes. */
const keptAppearances = 8;

/** Whose appearance is wanted. */
export interface PortraitRequest {
  readonly faceNumber: number;
  /** Names video and analysis. */
  readonly videoKey: string;
  /** Finds the frames to choose from, with the face that each of them shows; asked only when nothing is kept. */
  readonly candidates: () => readonly (PortraitCandidate & { readonly face: GeneratedFace })[];
  readonly framesOf: FramesOf;
}

/** What people look like, encoded once for each video, person and pack, and kept as artifacts. */
export interface AppearanceArchive {
  /** @throws 'synthesis.no-portrait' | 'media.*' | 'models.*' | 'export.disk-full' | 'job.cancelled' */
  open(networks: SharedNetworks, request: PortraitRequest, signal?: AbortSignalLike): Promise<Appearance>;
}

/** Says that a person cannot be made again. */
export function noPortrait(faceNumber: number): StudioError {
  const sentence = `No frame shows face ${faceNumber} well enough to make it again: it is too small, turned away or covered.`;
  return new StudioError('synthesis.no-portrait', `${sentence} Choose another face, video or picture.`, { faceNumber });
}

/** Makes {@link AppearanceArchive}. */
export function makeAppearanceArchive(artifacts: ArtifactFiles): AppearanceArchive {
  const known = new Map<string, Appearance>();
  const encoding = makeLingeringWork<Appearance>();
  return {
    async open(networks, request, signal) {
      const { videoKey, faceNumber } = request;
      const key = `appearance-${await hashOf([archiveVersion, videoKey, faceNumber, networks.pack.key])}`;
      const appearance =
        known.get(key) ??
        (await readAppearance(artifacts, key)) ??
        (await encoding.join(key, (own) => encode(artifacts, key, networks, request, own), signal));
      known.delete(key);
      known.set(key, appearance);
      if (known.size > keptAppearances) known.delete(known.keys().next().value as string);
      return appearance;
    },
  };
}

async function readAppearance(artifacts: ArtifactFiles, key: string): Promise<Appearance | null> {
  const vector = await artifacts.read(key, vectorFile);
  const map = vector && (await artifacts.read(key, mapFile));
  if (!vector || !map) return null;
  return { idVector: new Float32Array(vector.slice().buffer), idMap: new Float32Array(map.slice().buffer) };
}

async function encode(
  artifacts: ArtifactFiles,
  key: string,
  networks: SharedNetworks,
  { candidates, framesOf, faceNumber }: PortraitRequest,
  signal: AbortSignalLike,
): Promise<Appearance> {
  const { pictureSizePx } = networks.pack;
  const seen: { readonly candidate: PortraitCandidate; readonly picture: Float32Array }[] = [];
  for (const candidate of candidates()) {
    const { frameIndex, face } = candidate;
    const sampler = makeFaceSampler(face, pictureSizePx);
    for await (const frame of framesOf({ startFrame: frameIndex, endFrame: frameIndex + 1 }, signal)) {
      throwIfCancelled(signal);
      const picture = new Float32Array(sampler.pictureLength);
      if (frame.frameIndex === frameIndex && sampler.sample(frameIndex, frame.image, picture, 0))
        seen.push({ candidate, picture });
    }
  }
  const sharpness = seen.map(({ picture }) => pictureSharpness(picture, pictureSizePx));
  const best = bestPortrait(
    seen.map(({ candidate }) => candidate),
    sharpness,
  );
  if (best < 0) throw noPortrait(faceNumber);
  const { candidate, picture } = seen[best];
  const appearance = await networks.run((open) => open.encodeAppearance(picture, signal), signal);
  await artifacts.make(key, async (folder) => {
    await folder.write(vectorFile, bytesOf(appearance.idVector));
    await folder.write(mapFile, bytesOf(appearance.idMap));
    const note = { frameIndex: candidate.frameIndex, score: candidate.score, sharpness: sharpness[best] };
    await folder.write(noteFile, new TextEncoder().encode(JSON.stringify(note)));
  });
  return appearance;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
