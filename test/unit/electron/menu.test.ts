import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import type { HostCommand } from '../../../api/bridge.ts';
import { menuActions } from '../../../api/bridge.ts';
import { editInPage } from '../../../main/electron/edit-menu.ts';
import { desktopWords } from '../../../main/electron/menu-words.ts';
import { makeMenu } from '../../../main/electron/menu.ts';
import type { MenuFacts } from '../../../main/electron/menu.ts';

const sent: HostCommand[] = [];

const aMenu = (change: Partial<MenuFacts> = {}) => {
  sent.length = 0;
  return makeMenu({
    isMac: false,
    isPackaged: true,
    words: desktopWords('en', 'en').menu,
    recentProjects: ['/films/talk.facet'],
    send: (command) => sent.push(command),
    edit: (action) => sent.push({ action }),
    forgetRecent: () => undefined,
    openExternal: () => undefined,
    ...change,
  });
};

const itemsOf = (menu: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  menu.flatMap((item) => (Array.isArray(item.submenu) ? [item, ...itemsOf(item.submenu)] : [item]));

const click = (item: MenuItemConstructorOptions | undefined) => (item?.click as (() => void) | undefined)?.();

describe('the menu bar', () => {
  it.each([true, false])('has every action once, and each asks the page for it (Mac: %s)', (isMac) => {
    const items = itemsOf(aMenu({ isMac }));
    for (const action of menuActions) {
      const found = items.filter(({ id }) => id === action);
      expect(found, action).toHaveLength(1);
      click(found[0]);
      expect(sent.at(-1)).toEqual({ action });
    }
  });

  it('gives no key to two items', () => {
    const keys = itemsOf(aMenu()).flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(20);
  });

  it('never takes a key without a modifier from somebody who types', () => {
    const plain = itemsOf(aMenu()).filter(({ accelerator }) => accelerator && !String(accelerator).includes('Ctrl'));
    expect(plain.length).toBeGreaterThan(5);
    expect(plain.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
    const onMac = itemsOf(aMenu({ isMac: true }));
    expect(onMac.every(({ accelerator }) => !accelerator || String(accelerator).includes('CmdOrCtrl'))).toBe(true);
  });

  it('lists recent projects by name and opens them', () => {
    const items = itemsOf(aMenu({ recentProjects: ['/a/Q & A.facet'] }));
    const item = items.find(({ toolTip }) => toolTip === '/a/Q & A.facet');
    // A single & would underline the letter behind it.
    expect(item?.label).toBe('Q && A.facet');
    click(item);
    expect(sent).toEqual([{ openProject: '/a/Q & A.facet' }]);
  });

  it('says that there are no recent projects', () => {
    const empty = itemsOf(aMenu({ recentProjects: [] })).find(({ label }) => label === 'No recent projects');
    expect(empty?.enabled).toBe(false);
  });

  it('speaks Korean where the user or the computer does', () => {
    expect(desktopWords('system', 'ko-KR')).toEqual(desktopWords('ko', 'en-GB'));
    expect(desktopWords('system', 'de-DE')).toEqual(desktopWords('en', 'ko-KR'));
    const words = [desktopWords('en', 'en').menu, desktopWords('ko', 'en').menu];
    for (const action of menuActions) expect(words[1].actions[action]).not.toBe(words[0].actions[action]);
  });
});

describe('an item of the Edit menu', () => {
  const aPage = (isTyping: boolean) => {
    const done: string[] = [];
    const role = (name: string) => () => void done.push(name);
    const roles = { undo: role('undo'), redo: role('redo'), cut: role('cut'), copy: role('copy') };
    const more = { paste: role('paste'), delete: role('delete'), selectAll: role('selectAll') };
    return { done, contents: { executeJavaScript: async () => isTyping, ...roles, ...more } };
  };

  it('means the text when the cursor is in one, and the project otherwise', async () => {
    const commands: HostCommand[] = [];
    const typing = aPage(true);
    await editInPage(typing.contents, (command) => commands.push(command), 'edit.copy', 'copy');
    expect([typing.done, commands]).toEqual([['copy'], []]);
    const editing = aPage(false);
    await editInPage(editing.contents, (command) => commands.push(command), 'edit.undo', 'undo');
    expect([editing.done, commands]).toEqual([[], [{ action: 'edit.undo' }]]);
  });
});
