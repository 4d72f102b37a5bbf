import { isStudioError } from '../../../core/errors.ts';
import type { StudioClient } from '../../state/client.ts';
import { patchesFrom } from './patch-pixels.ts';
import { makePatchRing, nextRequest } from './patch-ring.ts';
import type { FrameKnowledge } from './patch-ring.ts';

/** Where the eye is, and where it will be. */
export interface FeedFocus {
  readonly frame: number;
  readonly isPlaying: boolean;
}

/** What the feed needs from outside. */
export interface FeedPorts {
  readonly preview: StudioClient['synthesis']['preview'];
  readonly fetchBytes: (url: string, signal: AbortSignal) => Promise<ArrayBuffer>;
  readonly setTimer: (run: () => void, delayMs: number) => void;
  readonly nowMs: () => number;
}

/** The picture whose patches are fetched. */
export interface FeedPicture {
  readonly projectId: string;
  readonly frameCount: number;
  readonly framesPerSec: number;
}

/** RGBA bytes kept: some ten seconds of mouths at 1080p. */
const limitBytes = 256 * 1024 * 1024;

/** While a slider moves the scene changes with every frame of the screen; a request that is young enough may bring its first frames. */
const leastRunMs = 400;

/** A generator makes a few frames a second, or less: a playhead that stands this long before its frame is worth a new request. */
const longestWaitMs = 1000;

/** The engine comes back by itself after a crash; so often that is worth waiting for. */
const patientCrashes = 3;

/** One request under way. */
interface Run {
  readonly controller: AbortController;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly generation: number;
  readonly sinceMs: number;
  /** Everything before this frame has come. */
  reached: number;
}

/** Fetches patches around the playhead, those under it first, and keeps them. Asks for nothing until it knows a scene and may. */
export class PreviewFeed {
  readonly #picture: FeedPicture;
  readonly #ports: FeedPorts;
  readonly #ring = makePatchRing(limitBytes);
  readonly #listeners = new Set<() => void>();
  #focus: FeedFocus = { frame: 0, isPlaying: false };
  #hasChanges = false;
  #canAsk = false;
  #run: Run | null = null;
  #failure: unknown = null;
  #crashes = 0;
  #isStopped = false;

  constructor(picture: FeedPicture, ports: FeedPorts) {
    this.#picture = picture;
    this.#ports = ports;
  }

  /** Why nothing comes, or null. Cleared by the next scene and by `retry`. */
  get failure(): unknown {
    return this.#failure;
  }

  /** A request is under way. */
  get isWorking(): boolean {
    return this.#run !== null;
  }

  /** What is known of a frame. Without changes every frame is the original's. */
  knowledgeOf(frame: number): FrameKnowledge {
    return this.#hasChanges ? this.#ring.knowledgeOf(frame) : { state: 'original', isStale: false };
  }

  /** The project's scene is another now: what is known is stale and is asked for anew. */
  changeScene(hasChanges: boolean): void {
    this.#hasChanges = hasChanges;
    this.#failure = null;
    this.#ring.markStale();
    const run = this.#run;
    if (run === null || run.reached > this.#focus.frame || !hasChanges) this.#end();
    else {
      this.#ports.setTimer(() => {
        if (this.#run !== run) return;
        this.#end();
        this.#next();
      }, leastRunMs);
    }
    this.#tell();
    this.#next();
  }

  /** Whether the host may be asked: not while it lacks the analysis or the last edits. */
  allow(canAsk: boolean): void {
    this.#canAsk = canAsk;
    this.#next();
  }

  /** The playhead is elsewhere, or moves now. */
  look(focus: FeedFocus): void {
    this.#focus = focus;
    const run = this.#run;
    const isServed =
      run === null ||
      (focus.frame >= run.startFrame &&
        focus.frame < run.endFrame &&
        focus.frame - run.reached < this.#picture.framesPerSec);
    if (!isServed && !this.#ring.isFresh(focus.frame)) this.#end();
    this.#next();
  }

  /** Asks again after a failure. */
  retry(): void {
    this.#failure = null;
    this.#tell();
    this.#next();
  }

  /** Told when something about frames or failures changed; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Ends everything; nothing is asked for after it. */
  stop(): void {
    this.#isStopped = true;
    this.#end();
    this.#ring.clear();
    this.#listeners.clear();
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }

  #end(): void {
    this.#run?.controller.abort();
    this.#run = null;
  }

  #wanted() {
    const { frame, isPlaying } = this.#focus;
    const { frameCount, framesPerSec } = this.#picture;
    const ahead = Math.ceil((isPlaying ? 5 : 2) * framesPerSec);
    const behind = isPlaying ? 0 : Math.ceil(0.5 * framesPerSec);
    return nextRequest((each) => this.#ring.isFresh(each), { playhead: frame, frameCount, ahead, behind });
  }

  #next(): void {
    const isHeld = this.#run !== null || this.#isStopped || this.#failure !== null;
    if (isHeld || !this.#canAsk || !this.#hasChanges) return;
    const range = this.#wanted();
    if (range === null) return;
    const { generation } = this.#ring;
    const [controller, sinceMs] = [new AbortController(), this.#ports.nowMs()];
    const run: Run = { ...range, controller, generation, sinceMs, reached: range.startFrame };
    this.#run = run;
    this.#tell();
    this.#follow(run).then(
      () => this.#finish(run, null),
      (error: unknown) => this.#finish(run, error),
    );
  }

  async #follow(run: Run): Promise<void> {
    const { signal } = run.controller;
    const { startFrame, endFrame } = run;
    const chunks = this.#ports.preview({ projectId: this.#picture.projectId, startFrame, endFrame }, { signal });
    for await (const chunk of chunks) {
      const bytes = chunk.url === null ? new ArrayBuffer(0) : await this.#ports.fetchBytes(chunk.url, signal);
      if (signal.aborted) return;
      this.#ring.put(chunk.startFrame, chunk.endFrame, patchesFrom(bytes, chunk.patches), run.generation);
      this.#ring.trimAround(this.#focus.frame);
      run.reached = Math.max(run.reached, chunk.endFrame);
      this.#crashes = 0;
      this.#tell();
      // The scene changed while this request brought its first frames: now the new scene has its turn.
      if (run.generation !== this.#ring.generation) return run.controller.abort();
      if (this.#isTooSlow(run)) {
        this.#end();
        return this.#next();
      }
    }
  }

  /** True when a standing playhead is further ahead than a request gets in a reasonable time at its pace. */
  #isTooSlow({ startFrame, reached, sinceMs }: Run): boolean {
    const { frame, isPlaying } = this.#focus;
    const between = frame - reached;
    if (isPlaying || between <= 0 || this.#ring.isFresh(frame)) return false;
    const frameMs = (this.#ports.nowMs() - sinceMs) / (reached - startFrame);
    return between * frameMs > longestWaitMs;
  }

  #finish(run: Run, error: unknown): void {
    if (this.#run !== run) return;
    this.#run = null;
    const isCancelled = run.controller.signal.aborted || isStudioError(error, 'job.cancelled');
    if (error !== null && !isCancelled) {
      this.#failure = error;
      const isCrash = isStudioError(error, 'engine.crashed');
      if (isCrash && ++this.#crashes <= patientCrashes) this.#ports.setTimer(() => this.retry(), 1500);
    } else if (!isCancelled && run.reached < run.endFrame && run.generation === this.#ring.generation) {
      // Asking again at once would only spin.
      this.#failure = new Error('the preview ended early');
    }
    this.#tell();
    this.#next();
  }
}
