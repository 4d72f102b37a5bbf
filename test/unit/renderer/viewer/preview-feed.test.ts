import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../../core/errors.ts';
import { PreviewFeed } from '../../../../renderer/features/viewer/preview-feed.ts';
import type { FeedPorts } from '../../../../renderer/features/viewer/preview-feed.ts';

interface Request {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly signal: { readonly aborted: boolean } | undefined;
  /** Sends frames with one patch each. */
  send(startFrame: number, endFrame: number): Promise<void>;
  end(): Promise<void>;
  fail(error: unknown): Promise<void>;
}

const settled = () => new Promise((done) => setTimeout(done, 0));

/** A host that answers when the test says so. */
function aHost() {
  const requests: Request[] = [];
  const timers: (() => void)[] = [];
  let nowMs = 0;
  const preview: FeedPorts['preview'] = (input, options) => {
    const items: { value?: unknown; error?: unknown; isEnd?: boolean }[] = [];
    let wake = () => undefined as void;
    const push = async (item: (typeof items)[number]) => {
      items.push(item);
      wake();
      await settled();
    };
    requests.push({
      startFrame: input.startFrame,
      endFrame: input.endFrame,
      signal: options?.signal,
      send: (startFrame, endFrame) => {
        const frames = Array.from({ length: endFrame - startFrame }, (_, i) => startFrame + i);
        const patches = frames.map((frameIndex, i) => ({
          ...{ frameIndex, byteOffset: i * 4, x: 0, y: 0, widthPx: 1, heightPx: 1 },
        }));
        return push({ value: { startFrame, endFrame, url: 'chunk', patches } });
      },
      end: () => push({ isEnd: true }),
      fail: (error) => push({ error }),
    });
    return (async function* () {
      options?.signal?.addEventListener('abort', () => wake());
      for (;;) {
        while (items.length === 0) {
          if (options?.signal?.aborted) throw new StudioError('job.cancelled', 'Cancelled.');
          await new Promise<void>((done) => (wake = done));
        }
        const item = items.shift();
        if (item?.isEnd) return;
        if (item?.error !== undefined) throw item.error;
        yield item?.value as never;
      }
    })();
  };
  const ports: FeedPorts = {
    preview,
    fetchBytes: async () => new ArrayBuffer(4096),
    setTimer: (run) => void timers.push(run),
    nowMs: () => nowMs,
  };
  return {
    ports,
    requests,
    pass: (ms: number) => (nowMs += ms),
    fireTimers: () => timers.splice(0).forEach((run) => run()),
  };
}

const picture = { projectId: 'p', frameCount: 1000, framesPerSec: 25 };
const isOver = (request: Request) => request.signal?.aborted === true;

function aFeed() {
  const host = aHost();
  const feed = new PreviewFeed(picture, host.ports);
  feed.changeScene(true);
  feed.allow(true);
  return { ...host, feed };
}

describe('the feed of preview frames', () => {
  it('asks for two seconds from the playhead on, then for half a second behind it, then for nothing', async () => {
    const { feed, requests } = aFeed();
    feed.look({ frame: 100, isPlaying: false });
    await requests[0].send(0, 50);
    await requests[0].end();
    const asked = () => requests.map(({ startFrame, endFrame }) => [startFrame, endFrame]);
    expect(asked().at(-1)).toEqual([100, 150]);
    await requests[1].send(100, 150);
    await requests[1].end();
    expect(asked().at(-1)).toEqual([87, 100]);
    await requests[2].send(87, 100);
    await requests[2].end();
    expect(requests).toHaveLength(3);
  });

  it('asks for nothing before it may, and nothing at all when nothing is changed', async () => {
    const { ports, requests } = aHost();
    const feed = new PreviewFeed(picture, ports);
    feed.changeScene(true);
    feed.look({ frame: 5, isPlaying: false });
    expect(requests).toHaveLength(0);
    feed.changeScene(false);
    feed.allow(true);
    expect(requests).toHaveLength(0);
    expect(feed.knowledgeOf(5)).toEqual({ state: 'original', isStale: false });
  });

  it('drops a request when the playhead jumps out of it', async () => {
    const { feed, requests } = aFeed();
    feed.look({ frame: 600, isPlaying: false });
    await settled();
    expect(isOver(requests[0])).toBe(true);
    expect(requests[1].startFrame).toBe(600);
  });

  it('keeps a request that is about to bring the frame under the playhead', () => {
    const { feed, requests } = aFeed();
    feed.look({ frame: 10, isPlaying: false });
    expect(requests).toHaveLength(1);
    expect(isOver(requests[0])).toBe(false);
  });

  it('begins again at the playhead when a slow generator would make it wait for every frame before it', async () => {
    const { feed, requests, pass } = aFeed();
    feed.look({ frame: 20, isPlaying: false });
    expect(isOver(requests[0])).toBe(false);
    pass(2000);
    await requests[0].send(0, 1);
    expect(isOver(requests[0])).toBe(true);
    expect(requests[1].startFrame).toBe(20);
    expect(feed.knowledgeOf(0)).toMatchObject({ state: 'patched', isStale: false });
    // Now the next frame is the one that is looked at, however slowly it comes.
    pass(5000);
    await requests[1].send(20, 21);
    feed.look({ frame: 21, isPlaying: false });
    expect(requests).toHaveLength(2);
  });

  it('lets a quick request run on to the frame under the playhead', async () => {
    const { feed, requests, pass } = aFeed();
    feed.look({ frame: 20, isPlaying: false });
    pass(200);
    await requests[0].send(0, 8);
    expect(requests).toHaveLength(1);
    expect(isOver(requests[0])).toBe(false);
  });

  it('keeps old patches, marked, when the scene changes, and asks anew', async () => {
    const { feed, requests } = aFeed();
    await requests[0].send(0, 10);
    feed.changeScene(true);
    await settled();
    expect(feed.knowledgeOf(3)).toMatchObject({ state: 'patched', isStale: true });
    expect(requests.at(-1)?.startFrame).toBe(0);
    await requests[1].send(0, 10);
    expect(feed.knowledgeOf(3)).toMatchObject({ state: 'patched', isStale: false });
  });

  it('lets a young request bring one chunk while a slider moves, and never takes it for the newest scene', async () => {
    const { feed, requests } = aFeed();
    feed.changeScene(true);
    feed.changeScene(true);
    expect(requests).toHaveLength(1);
    await requests[0].send(0, 10);
    expect(feed.knowledgeOf(0)).toMatchObject({ state: 'patched', isStale: true });
    expect(requests).toHaveLength(2);
    expect(requests[1].startFrame).toBe(0);
  });

  it('gives a slow request up for the new scene after a while', async () => {
    const { feed, requests, fireTimers } = aFeed();
    feed.changeScene(true);
    fireTimers();
    await settled();
    expect(isOver(requests[0])).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it('says why nothing comes, and asks again on request', async () => {
    const { feed, requests } = aFeed();
    const reason = new StudioError('media.not-found', 'The video is gone.');
    await requests[0].fail(reason);
    expect(feed.failure).toBe(reason);
    feed.look({ frame: 300, isPlaying: false });
    expect(requests).toHaveLength(1);
    feed.retry();
    expect(requests).toHaveLength(2);
    expect(feed.failure).toBeNull();
  });

  it('tries again by itself after a crash of the engine, three times', async () => {
    const { feed, requests, fireTimers } = aFeed();
    for (let crash = 0; crash < 5; crash++) {
      await requests.at(-1)?.fail(new StudioError('engine.crashed', 'The engine stopped.'));
      fireTimers();
      await settled();
    }
    expect(requests).toHaveLength(4);
    expect(feed.failure).not.toBeNull();
  });

  it('does not spin when the host ends without the frames', async () => {
    const { feed, requests } = aFeed();
    await requests[0].end();
    expect(requests).toHaveLength(1);
    expect(feed.failure).toBeInstanceOf(Error);
  });

  it('stops everything when it is left', () => {
    const { feed, requests } = aFeed();
    feed.stop();
    expect(isOver(requests[0])).toBe(true);
    feed.look({ frame: 900, isPlaying: true });
    expect(requests).toHaveLength(1);
  });
});
