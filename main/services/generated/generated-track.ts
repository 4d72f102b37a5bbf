import { drawFaceMatte } from '../../../core/compositing/face-matte.ts';
import { pasteBack } from '../../../core/compositing/paste-back.ts';
import { makeRenderWorkspace } from '../../../core/compositing/render-workspace.ts';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import { throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import { landmarkValues } from '../../../core/geometry/landmarks.ts';
import type { Appearance } from '../../../core/ports/face-networks.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import { conditionFrames, conditioningKey, type FaceDrive } from './driven-codes.ts';
import type { GeneratedFace } from './generated-face.ts';
import { shownShare, type GeneratedShares } from './generated-shares.ts';
import type { KeyPart } from '../content-hash.ts';
import type { SharedNetworks } from './network-queue.ts';
import { readConversionOf } from '../scene/picture-colour.ts';
import type { DrawnTrack, ReadyOptions } from '../scene/scene-drawing.ts';

/** One face track whose pixels a generator makes. */
export interface GeneratedTrack {
  readonly track: FaceTrack;
  readonly face: GeneratedFace;
  /** Names what the pictures of this person depend on beside codes and shares. */
  readonly personKey: string;
  readonly shares: GeneratedShares;
  readonly drive: FaceDrive;
  readonly networks: SharedNetworks;
  appearance(signal?: AbortSignalLike): Promise<Appearance>;
}

/** Frames whose conditioning is made at once: enough to decode a driver without many seeks, few enough that a bar moves. */
const pieceFrames = 100;

/** Pictures that the generator makes with one call, and that are in memory at a time: 5 MB with the official size. */
const callPictures = 8;

/** Draws a track with a generator. Networks run when a frame is rendered, never for keys. */
export function drawGeneratedTrack(generated: GeneratedTrack): DrawnTrack {
  const { track, shares, drive, personKey, networks } = generated;
  const own: FrameRange = { startFrame: track.startFrame, endFrame: track.endFrame };

  function motionKey(range: FrameRange): readonly KeyPart[] {
    const shown = shownRange(shares, range);
    if (shown === null) return [personKey, own.startFrame];
    const { startFrame: from, lower, face, picture } = shares;
    const part = (values: Float32Array): Float32Array =>
      values.subarray(shown.startFrame - from, shown.endFrame - from);
    const amounts = [part(lower), part(face), part(picture)];
    return [personKey, own.startFrame, shown.startFrame, ...amounts, ...conditioningKey(drive, shown)];
  }

  return {
    range: own,
    chunkFrames: networks.executionProvider === 'cpu' ? 1 : callPictures,
    isChanged: (range) => shownRange(shares, range) !== null,
    motionKey,
    ready: (range, options) => {
      const pictures = makePictures(generated, range, options);
      const paste = makePaste(generated);
      return Promise.resolve({
        key: motionKey,
        async render(frameIndex, image) {
          if (shownShare(shares, frameIndex) <= 0) return [];
          const picture = await pictures.of(frameIndex);
          const changed = picture && paste(frameIndex, picture, image);
          return changed ? [changed] : [];
        },
      });
    },
  };
}

/** The frames of a range from the first to the last in which anything is shown; null when nothing is. */
function shownRange(shares: GeneratedShares, range: FrameRange): FrameRange | null {
  const end = Math.min(range.endFrame, shares.startFrame + shares.lower.length);
  let from = Math.max(range.startFrame, shares.startFrame);
  while (from < end && shownShare(shares, from) <= 0) from++;
  if (from >= end) return null;
  let to = end;
  while (shownShare(shares, to - 1) <= 0) to--;
  return { startFrame: from, endFrame: to };
}

/** The generated pictures of a range, a few at a time. */
function makePictures(
  { networks, shares, drive, appearance }: GeneratedTrack,
  range: FrameRange,
  options: ReadyOptions,
) {
  const { signal, onPrepared } = options;
  let piece: { readonly range: FrameRange; readonly motion: Float32Array; readonly isKnown: Uint8Array } | null = null;
  let pictures = new Map<number, Float32Array>();
  let encoded = 0;

  async function pieceOf(frame: number) {
    if (piece && frame >= piece.range.startFrame && frame < piece.range.endFrame) return piece;
    const first = frame - (frame % pieceFrames);
    const whole = {
      startFrame: Math.max(first, range.startFrame),
      endFrame: Math.min(first + pieceFrames, range.endFrame),
    };
    const shown = shownRange(shares, whole) ?? { startFrame: frame, endFrame: frame + 1 };
    const onFrames = (count: number): void => {
      encoded += count;
      onPrepared?.(encoded, Math.max(encoded, range.endFrame - range.startFrame));
    };
    const { values, isKnown } = await conditionFrames(drive, shown, { signal, onFrames });
    piece = { range: shown, motion: values, isKnown };
    return piece;
  }

  async function generateFrom(frame: number): Promise<void> {
    const { range: shown, motion, isKnown } = await pieceOf(frame);
    const frames: number[] = [];
    for (let next = frame; next < shown.endFrame && frames.length < callPictures; next++)
      if (shownShare(shares, next) > 0 && isKnown[next - shown.startFrame] === 1) frames.push(next);
    pictures = new Map();
    if (frames.length === 0) return;
    const width = motion.length / isKnown.length;
    const rows = new Float32Array(frames.length * width);
    frames.forEach((one, n) => {
      const o = (one - shown.startFrame) * width;
      rows.set(motion.subarray(o, o + width), n * width);
    });
    const look = await appearance(signal);
    const made = await networks.run((open) => open.generate(look, rows, signal), signal);
    const length = made.length / frames.length;
    frames.forEach((one, n) => pictures.set(one, made.subarray(n * length, (n + 1) * length)));
  }

  return {
    /** The picture of a frame; null where a code is not known. */
    async of(frame: number): Promise<Float32Array | null> {
      throwIfCancelled(signal);
      const { range: shown, isKnown } = await pieceOf(frame);
      if (isKnown[frame - shown.startFrame] === 0) return null;
      if (!pictures.has(frame)) await generateFrom(frame);
      return pictures.get(frame) ?? null;
    },
  };
}

/** Puts pictures back into frames. */
function makePaste({ track, face, shares, networks }: GeneratedTrack) {
  const { pictureSizePx: sizePx } = networks.pack;
  const conversion = readConversionOf(face.picture);
  const workspace = makeRenderWorkspace();
  const landmarks = new Float32Array(landmarkValues);
  return (frameIndex: number, picture: Float32Array, image: Parameters<typeof pasteBack>[0]['image']) => {
    const affine = face.affineAt(frameIndex);
    if (affine === null || !track.landmarks.read(frameIndex, landmarks)) return null;
    const t = frameIndex - shares.startFrame;
    const { widthPx, heightPx } = image;
    const parts = { lowerFace: shares.lower[t], face: shares.face[t], picture: shares.picture[t] };
    const matte = drawFaceMatte({ landmarks, affine, sizePx, shares: parts, widthPx, heightPx }, workspace);
    if (matte === null) return null;
    return pasteBack({ picture, sizePx, affine, matte, strength: 1, image, conversion, matchColour: true }, workspace);
  };
}
