import { existsSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { noncePlaceholder } from '../../api/bridge.ts';

/** Runs the built preload as Electron's sandbox does: a CommonJS script whose `require` knows `electron` only. */
function runPreload() {
  const exposed = new Map<string, object>();
  const sent: unknown[][] = [];
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, value: object) => exposed.set(name, value) },
    ipcRenderer: {
      send: (...words: unknown[]) => sent.push(words),
      on: () => undefined,
      removeListener: () => undefined,
    },
  };
  const require = (name: string) => {
    if (name === 'electron') return electron;
    throw new Error(`a sandboxed preload cannot require ${name}`);
  };
  runInNewContext(readFileSync('out/preload/index.cjs', 'utf8'), { require, exports: {}, module: { exports: {} } });
  return { exposed, sent };
}

describe('the built desktop application', () => {
  it('exposes one name with exactly four functions to the page', () => {
    const { exposed } = runPreload();
    expect([...exposed.keys()]).toEqual(['facet']);
    const bridge = exposed.get('facet') as Record<string, unknown>;
    expect(Object.keys(bridge).sort()).toEqual(['onCommand', 'onMessage', 'pathOf', 'send']);
    expect(Object.values(bridge).every((value) => typeof value === 'function')).toBe(true);
  });

  it('sends over one channel only', () => {
    const { exposed, sent } = runPreload();
    (exposed.get('facet') as { send(message: unknown): void }).send({ id: 1, cancel: true });
    expect(sent).toEqual([['facet', { id: 1, cancel: true }]]);
  });

  it('has the programs that its shell starts beside it', () => {
    for (const name of ['index', 'engine-child', 'provider-probe-child', 'ffmpeg-wasm-worker']) {
      expect(existsSync(`out/main/${name}.js`), name).toBe(true);
    }
  });

  it('has a place in the page for the nonce of each answer', () => {
    expect(readFileSync('out/renderer/index.html', 'utf8')).toContain(
      `<meta property="csp-nonce" nonce="${noncePlaceholder}">`,
    );
  });

  it('has no script or style in the page itself, because the policy forbids it', () => {
    const html = readFileSync('out/renderer/index.html', 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });
});
