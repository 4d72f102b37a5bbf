import { describe, expect, it } from 'vitest';
import { isPageAddress, pageAddress } from '../../main/electron/page-address.ts';
import { serveWindow } from '../../main/electron/ipc-transport.ts';
import { makeBridge } from '../../preload/bridge.ts';
import { aRouter } from '../support/served-studio.ts';
import { makeIpcPair, noFilePlaces } from './hosts.ts';

const request = { id: 1, name: 'about.read', input: {} };

const answersOf = async (pair: ReturnType<typeof makeIpcPair>): Promise<unknown[]> => {
  serveWindow(pair.mainIpc, aRouter(), pair.contents);
  const answers: unknown[] = [];
  makeBridge(pair.rendererIpc, noFilePlaces).onMessage((message) => answers.push(message));
  makeBridge(pair.rendererIpc, noFilePlaces).send(request);
  await new Promise((resolve) => setImmediate(resolve));
  return answers;
};

describe("a window's transport", () => {
  it("answers the product's own page", async () => {
    expect(await answersOf(makeIpcPair(pageAddress))).toHaveLength(1);
  });

  it('drops messages of a foreign page, also of one whose address begins like ours', async () => {
    for (const address of ['https://example.org/', 'facet://studio.example/', 'file:///etc/passwd']) {
      expect(isPageAddress(address)).toBe(false);
      expect(await answersOf(makeIpcPair(address))).toEqual([]);
    }
  });

  it('drops messages of another window', async () => {
    expect(await answersOf(makeIpcPair(pageAddress, 8))).toEqual([]);
  });

  it('cancels what a page asked for when the page is replaced, and not when only its fragment changes', async () => {
    const pair = makeIpcPair(pageAddress);
    const signals: ({ readonly aborted: boolean } | undefined)[] = [];
    const router = aRouter({
      beforeCheck: (signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    serveWindow(pair.mainIpc, router, pair.contents);
    makeBridge(pair.rendererIpc, noFilePlaces).send({ id: 1, name: 'health.examine', input: {} });
    pair.life.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    pair.life.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });
});

describe('the bridge to the page', () => {
  it('consists of exactly four functions and hands no Electron event on', () => {
    const pair = makeIpcPair(pageAddress);
    const bridge = makeBridge(pair.rendererIpc, noFilePlaces);
    const heard: unknown[][] = [];
    const stop = bridge.onMessage((...received) => heard.push(received));
    pair.toPage.emit('facet', { sender: 'electron' }, { id: 1, end: true });
    stop();
    pair.toPage.emit('facet', { sender: 'electron' }, { id: 2, end: true });
    expect(Object.keys(bridge).sort()).toEqual(['onCommand', 'onMessage', 'pathOf', 'send']);
    expect(heard).toEqual([[{ id: 1, end: true }]]);
  });
});
