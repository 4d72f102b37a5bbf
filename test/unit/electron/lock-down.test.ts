import { beforeEach, describe, expect, it } from 'vitest';
import { isTrustedLink, makeLinkOpener } from '../../../main/electron/external-links.ts';
import { lockDown } from '../../../main/electron/lock-down.ts';
import { FakeContents, FakeElectron, aPreventable } from '../../support/fake-electron.ts';

let electron: FakeElectron;
let contents: FakeContents;

beforeEach(() => {
  electron = new FakeElectron('/data');
  lockDown(electron.api, makeLinkOpener(electron.api));
  contents = new FakeContents(electron, 1);
});

describe('what no page may do', () => {
  it('have a permission: all are denied, by request and by check', () => {
    const { permissionRequest, permissionCheck, devicePermission, displayMedia } = electron.defaultSession;
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'fileSystem',
    ]) {
      let isAllowed: boolean | null = null;
      permissionRequest?.(contents, permission, (answer) => (isAllowed = answer));
      expect(isAllowed, permission).toBe(false);
    }
    expect([permissionCheck?.(), devicePermission?.(), displayMedia]).toEqual([false, false, null]);
  });

  it('leave: no navigation, no redirection, in no frame, except to its own address', () => {
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      for (const url of [
        'https://evil.example/',
        'file:///etc/passwd',
        'facet://studio.evil/',
        'javascript:alert(1)',
        'data:text/html,x',
      ]) {
        const event = aPreventable({ url });
        contents.emit(name, event);
        expect(event.isPrevented, `${name} ${url}`).toBe(true);
      }
      const home = aPreventable({ url: 'facet://studio/' });
      contents.emit(name, home);
      expect(home.isPrevented).toBe(false);
    }
  });

  it('open a window or a webview', () => {
    expect(contents.windowOpenHandler?.({ url: 'facet://studio/' })).toEqual({ action: 'deny' });
    expect(contents.windowOpenHandler?.({ url: 'about:blank' })).toEqual({ action: 'deny' });
    const event = aPreventable();
    contents.emit('will-attach-webview', event);
    expect(event.isPrevented).toBe(true);
  });

  it('reach the network or download a file', () => {
    const isCancelled = (url: string) => {
      let answer = { cancel: false };
      electron.defaultSession.beforeRequest?.({ url }, (given) => (answer = given));
      return answer.cancel;
    };
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1:1/',
      'ws://example.org/',
      'file:///etc/passwd',
      'ftp://a/',
      'nonsense',
    ])
      expect(isCancelled(url), url).toBe(true);
    for (const url of ['facet://studio/assets/a.js', 'blob:facet://studio/1'])
      expect(isCancelled(url), url).toBe(false);
    const event = aPreventable();
    electron.defaultSession.emit('will-download', event);
    expect(event.isPrevented).toBe(true);
  });
});

describe('a link to the outside', () => {
  it('is opened in the browser when it is https to a site that the studio links to', () => {
    contents.windowOpenHandler?.({ url: 'https://arxiv.org/abs/2211.14506' });
    expect(electron.callsOf('openExternal')).toEqual([['https://arxiv.org/abs/2211.14506']]);
  });

  it('is dropped when it is anything else', () => {
    const bad = [
      'http://arxiv.org/',
      'https://arxiv.org.evil.example/',
      'https://evil.example/#arxiv.org',
      'https://user@arxiv.org/',
      'https://arxiv.org:8443/',
      'file:///usr/bin/xterm',
      'smb://host/share',
      'javascript:alert(1)',
      'nonsense',
      '',
    ];
    for (const url of bad) {
      expect(isTrustedLink(url), url).toBe(false);
      contents.windowOpenHandler?.({ url });
    }
    expect(electron.callsOf('openExternal')).toEqual([]);
  });
});
