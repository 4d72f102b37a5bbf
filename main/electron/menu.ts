import type { MenuItemConstructorOptions } from 'electron';
import { basename } from 'node:path';
import type { HostCommand, MenuAction } from '../../api/bridge.ts';
import type { DesktopWords } from './menu-words.ts';

/** What the menus are made from. */
export interface MenuFacts {
  readonly isMac: boolean;
  readonly isPackaged: boolean;
  readonly words: DesktopWords['menu'];
  /** Paths of projects, newest first. */
  readonly recentProjects: readonly string[];
  readonly send: (command: HostCommand) => void;
  /** For actions that mean the text when the cursor is in one. */
  readonly edit: (action: MenuAction, textRole: TextRole) => void;
  readonly forgetRecent: () => void;
  readonly openExternal: (address: string) => void;
}

/** What a page's text field can do by itself. */
export type TextRole = 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'delete' | 'selectAll';

/** The keys as the page has them by default; ones without a modifier are shown and left to the page, which knows when someone types. */
const keys: Partial<Record<MenuAction, string>> = {
  'project.new': 'CmdOrCtrl+N',
  'project.open': 'CmdOrCtrl+O',
  'project.saveCopy': 'CmdOrCtrl+Shift+S',
  'media.import': 'CmdOrCtrl+I',
  'export.open': 'CmdOrCtrl+M',
  'edit.undo': 'CmdOrCtrl+Z',
  'edit.redo': 'CmdOrCtrl+Shift+Z',
  'edit.cut': 'CmdOrCtrl+X',
  'edit.copy': 'CmdOrCtrl+C',
  'edit.paste': 'CmdOrCtrl+V',
  'edit.delete': 'Delete',
  'edit.selectAll': 'CmdOrCtrl+A',
  'edit.split': 'B',
  'settings.open': 'CmdOrCtrl+,',
  'view.zoomIn': 'CmdOrCtrl+Up',
  'view.zoomOut': 'CmdOrCtrl+Down',
  'view.zoomFit': 'Z',
  'view.nextMode': 'C',
  'view.showJobs': 'CmdOrCtrl+J',
  'playback.toggle': 'Space',
  'playback.frameBack': 'Left',
  'playback.frameForward': 'Right',
  'playback.toStart': 'Home',
  'playback.toEnd': 'End',
  'playback.markIn': 'I',
  'playback.markOut': 'O',
  'playback.loop': 'CmdOrCtrl+L',
  'playback.goTo': 'G',
  'help.keys': 'F1',
};

const textRoles: Partial<Record<MenuAction, TextRole>> = {
  'edit.undo': 'undo',
  'edit.redo': 'redo',
  'edit.cut': 'cut',
  'edit.copy': 'copy',
  'edit.paste': 'paste',
  'edit.delete': 'delete',
  'edit.selectAll': 'selectAll',
};

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The menu bar of the studio. */
export function makeMenu(facts: MenuFacts): MenuItemConstructorOptions[] {
  const { isMac, words } = facts;
  const item = (action: MenuAction) => actionItem(facts, action);
  const settings = [separator, item('settings.open')];
  const file: MenuItemConstructorOptions[] = [
    item('project.new'),
    item('project.open'),
    { label: words.openRecent, submenu: recentItems(facts) },
    separator,
    item('media.import'),
    item('export.open'),
    separator,
    item('project.saveCopy'),
    item('project.versions'),
    ...(isMac ? [separator, { role: 'close' } as const] : [...settings, separator, { role: 'quit' } as const]),
  ];
  const edit = [
    ...(['edit.undo', 'edit.redo'] as const).map(item),
    separator,
    ...(['edit.cut', 'edit.copy', 'edit.paste', 'edit.delete', 'edit.selectAll'] as const).map(item),
    separator,
    item('edit.split'),
  ];
  const view: MenuItemConstructorOptions[] = [
    ...(['view.zoomIn', 'view.zoomOut', 'view.zoomFit'] as const).map(item),
    separator,
    item('view.nextMode'),
    separator,
    ...(['view.showJobs', 'view.showModels'] as const).map(item),
    separator,
    { role: 'togglefullscreen' },
    // A build for users has no tools that look into the page.
    ...(facts.isPackaged ? [] : [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
  ];
  const playback = [
    item('playback.toggle'),
    item('playback.loop'),
    separator,
    ...(['playback.frameBack', 'playback.frameForward', 'playback.toStart', 'playback.toEnd'] as const).map(item),
    item('playback.goTo'),
    separator,
    ...(['playback.markIn', 'playback.markOut'] as const).map(item),
  ];
  const help = [
    item('help.keys'),
    { label: words.licences, click: () => facts.openExternal('https://spdx.org/licenses/Apache-2.0.html') },
    ...(isMac ? [] : [separator, item('help.about')]),
  ];
  return [
    ...(isMac ? [appMenu(item)] : []),
    { label: words.file, submenu: file },
    { label: words.edit, submenu: edit },
    { label: words.view, submenu: view },
    { label: words.playback, submenu: playback },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', label: words.help, submenu: help },
  ];
}

function appMenu(item: (action: MenuAction) => MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      item('help.about'),
      separator,
      item('settings.open'),
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}

function actionItem({ isMac, words, send, edit }: MenuFacts, action: MenuAction): MenuItemConstructorOptions {
  const key = keys[action];
  const isPlain = key !== undefined && !key.includes('CmdOrCtrl');
  const role = textRoles[action];
  return {
    id: action,
    label: words.actions[action],
    click: () => (role === undefined ? send({ action }) : edit(action, role)),
    // On a Mac a menu's key always takes it from the page.
    ...(key === undefined || (isMac && isPlain) ? {} : { accelerator: key, registerAccelerator: !isPlain }),
  };
}

function recentItems({ words, recentProjects, send, forgetRecent }: MenuFacts): MenuItemConstructorOptions[] {
  if (recentProjects.length === 0) return [{ label: words.noRecent, enabled: false }];
  const items = recentProjects.slice(0, 10).map((path) => ({
    label: basename(path).replaceAll('&', '&&'),
    toolTip: path,
    click: () => send({ openProject: path }),
  }));
  return [...items, separator, { label: words.forgetRecent, click: forgetRecent }];
}
