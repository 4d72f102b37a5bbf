import type { HostCommand } from '../../api/bridge.ts';
import { editInPage } from './edit-menu.ts';
import type { ElectronApi, StudioWindow } from './electron-api.ts';
import { makeMenu } from './menu.ts';
import { desktopWords } from './menu-words.ts';
import type { DesktopWords } from './menu-words.ts';
import type { OwnClient } from './own-client.ts';

/** What the menu bar needs besides Electron. */
export interface DesktopMenuWorld {
  readonly client: OwnClient['client'];
  readonly platform: string;
  readonly windowOf: () => StudioWindow | null;
  readonly send: (command: HostCommand) => void;
  readonly openExternal: (address: string) => void;
}

/** The menu bar, and the words of the user's language. */
export interface DesktopMenu {
  readonly words: DesktopWords;
  /** Reads recent projects and the language anew. */
  refresh(): Promise<void>;
}

/** Shows the menu bar and keeps recent projects, here and in the system's own list, up to date when a window is entered or left. */
export function showMenu({ app, Menu }: Pick<ElectronApi, 'app' | 'Menu'>, world: DesktopMenuWorld): DesktopMenu {
  let words = desktopWords('system', app.getLocale());
  let recentProjects: readonly string[] = [];
  const build = () => {
    const template = makeMenu({
      isMac: world.platform === 'darwin',
      isPackaged: app.isPackaged,
      words: words.menu,
      recentProjects,
      send: world.send,
      edit: (action, role) => {
        const contents = world.windowOf()?.webContents;
        if (contents !== undefined) void editInPage(contents, world.send, action, role);
      },
      forgetRecent: () => void forgetAll(),
      openExternal: world.openExternal,
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  const refresh = async () => {
    const [recent, settings] = await Promise.all([world.client.project.listRecent({}), world.client.settings.read({})]);
    const paths = recent.filter(({ isPresent }) => isPresent).map(({ path }) => path);
    const [newest] = paths;
    if (newest !== undefined && newest !== recentProjects[0]) app.addRecentDocument(newest);
    words = desktopWords(settings.language, app.getLocale());
    recentProjects = paths;
    build();
  };
  const forgetAll = async () => {
    for (const path of recentProjects) await world.client.project.forgetRecent({ path });
    app.clearRecentDocuments();
    await refresh();
  };
  build();
  // Projects are opened in the page; what the menu must know has happened by the time that somebody looks at it.
  for (const event of ['browser-window-focus', 'browser-window-blur'] as const)
    app.on(event as 'browser-window-focus', () => void refresh());
  return {
    get words() {
      return words;
    },
    refresh,
  };
}
