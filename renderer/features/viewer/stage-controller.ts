import type { Rect } from '../../../core/geometry/rect.ts';
import type { Playhead } from '../../state/playhead.ts';
import { makeDubSound } from './dub-sound.ts';
import type { DubSound, SoundElement } from './dub-sound.ts';
import { PictureDriver } from './picture-driver.ts';
import { paintPart, PicturePainter } from './picture-painter.ts';
import type { Drawing } from './picture-painter.ts';
import type { PreviewFeed } from './preview-feed.ts';
import { centreOf, panesOf } from './view-layout.ts';
import type { Pane, Size } from './view-layout.ts';
import type { ViewerState } from './viewer-store.ts';

/** What is on the stage. */
export interface StageParts {
  readonly video: HTMLVideoElement;
  readonly canvas: HTMLCanvasElement;
  readonly playhead: Playhead;
  readonly feed: PreviewFeed;
  /** Size in which patches are measured. */
  readonly picture: Size;
  readonly onFailure: (error: unknown) => void;
}

/** How the frame on the screen stands to the project. */
export type FrameState = 'loading' | 'done' | 'pending' | 'stale';

/** The part of the picture under the loupe for a frame; null where the face is not seen. */
export type LoupePart = (frame: number) => Rect | null;

/** Shows frames: knows which one the video element shows, and draws it with its patch in that very moment. */
export class StageController {
  readonly #parts: StageParts;
  readonly #driver: PictureDriver;
  readonly #painter = new PicturePainter();
  readonly #loupePainter = new PicturePainter();
  readonly #listeners = new Set<() => void>();
  readonly #leave: readonly (() => void)[];
  #look: Pick<ViewerState, 'mode' | 'wipe' | 'view' | 'differenceGain'> | null = null;
  #stage: Size = { widthPx: 1, heightPx: 1 };
  #ratio = 1;
  #frame: number | null = null;
  #loupe: { readonly canvas: HTMLCanvasElement; readonly partOf: LoupePart } | null = null;
  #sound: DubSound | null = null;
  #paintCallback = 0;

  constructor(parts: StageParts) {
    this.#parts = parts;
    this.#driver = new PictureDriver(parts.video, parts.playhead, {
      onFrame: (frame) => this.#show(frame),
      onMotion: (rate, hasJumped) => this.#sound?.follow(rate, hasJumped),
      onFailure: parts.onFailure,
    });
    this.#leave = [
      parts.playhead.drive(this.#driver),
      parts.playhead.subscribe(({ frame, isPlaying }) => parts.feed.look({ frame, isPlaying })),
      parts.feed.subscribe(() => {
        this.requestPaint();
        this.#tell();
      }),
    ];
    parts.feed.look(parts.playhead.now);
  }

  /** The frame on the screen; null while there is none. */
  get frame(): number | null {
    return this.#frame;
  }

  get frameState(): FrameState {
    if (this.#frame === null) return 'loading';
    const knowledge = this.#parts.feed.knowledgeOf(this.#frame);
    if (knowledge.state === 'unknown') return 'pending';
    return knowledge.isStale ? 'stale' : 'done';
  }

  /** Where the panes lie now, px of the stage. */
  get panes(): readonly Pane[] {
    if (this.#look === null) return [];
    const { mode, wipe, view } = this.#look;
    const isPlaced = view.zoom === 'fit' || view.centre.x > 0 || view.centre.y > 0;
    const placed = isPlaced ? view : { ...view, centre: centreOf(this.#parts.picture) };
    return panesOf(mode, this.#stage, this.#parts.picture, placed, wipe);
  }

  setLook(look: Pick<ViewerState, 'mode' | 'wipe' | 'view' | 'differenceGain'>, stage: Size, ratio: number): void {
    this.#look = look;
    this.#stage = stage;
    this.#ratio = ratio;
    const { canvas } = this.#parts;
    const [width, height] = [Math.round(stage.widthPx * ratio), Math.round(stage.heightPx * ratio)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    this.#paint();
    this.#tell();
  }

  setLoupe(loupe: { readonly canvas: HTMLCanvasElement; readonly partOf: LoupePart } | null): void {
    this.#loupe = loupe;
    this.requestPaint();
  }

  /** Gives the dub its sound; null takes it away. */
  setSound(sound: SoundElement | null): void {
    const { video } = this.#parts;
    this.#sound = sound === null ? null : makeDubSound(sound, () => video.currentTime);
    if (!video.paused) this.#sound?.follow(video.playbackRate, true);
  }

  /** Told after each frame and each change of what is known. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  requestPaint(): void {
    if (this.#paintCallback !== 0) return;
    this.#paintCallback = requestAnimationFrame(() => {
      this.#paintCallback = 0;
      this.#paint();
    });
  }

  stop(): void {
    cancelAnimationFrame(this.#paintCallback);
    this.#leave.forEach((leave) => leave());
    this.#driver.stop();
    this.#listeners.clear();
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }

  #show(frame: number): void {
    this.#frame = frame;
    this.#paint();
    this.#tell();
    const drift = this.#sound?.correct() ?? 0;
    // Read by the test that holds the two sounds together.
    this.#parts.canvas.dataset['driftMs'] = (drift * 1000).toFixed(1);
    this.#parts.canvas.dataset['frame'] = String(frame);
  }

  #paint(): void {
    const { video, canvas, picture, feed } = this.#parts;
    const context = canvas.getContext('2d', { alpha: true });
    if (context === null || this.#frame === null || this.#look === null || video.videoWidth === 0) return;
    const drawing: Drawing = {
      source: { image: video, size: { widthPx: video.videoWidth, heightPx: video.videoHeight } },
      picture,
      panes: this.panes,
      knowledge: feed.knowledgeOf(this.#frame),
      differenceGain: this.#look.differenceGain,
    };
    this.#painter.paint(context, this.#stage, this.#ratio, drawing);
    this.#paintLoupe(drawing, this.#frame);
  }

  #paintLoupe(drawing: Drawing, frame: number): void {
    const loupe = this.#loupe;
    const context = loupe?.canvas.getContext('2d') ?? null;
    if (loupe === null || context === null) return;
    const window = { widthPx: loupe.canvas.width, heightPx: loupe.canvas.height };
    const part = loupe.partOf(frame);
    if (part === null) context.clearRect(0, 0, window.widthPx, window.heightPx);
    else paintPart(context, window, part, drawing, this.#loupePainter);
  }
}
