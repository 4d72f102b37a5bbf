import type { HostCommand } from '../../api/bridge.ts';
import { commandChannel } from '../../api/bridge-channels.ts';
import type { MainIpc, PageSide } from './ipc-transport.ts';
import { isFromPage } from './ipc-transport.ts';

/** Hands commands of the menus and the desktop to the page. */
export interface PageCommands {
  /** Sends a command; one that comes before the page listens waits for it. */
  send(command: HostCommand): void;
  /** Serves another window from now on (the first one, or the next after it was closed). */
  attach(contents: PageSide): void;
}

/** Commands that wait for a page; older ones are of no interest by then. */
const maxWaiting = 8;

/** Makes the relay; it listens for pages that say that they listen. */
export function makePageCommands(ipc: MainIpc): PageCommands {
  let contents: PageSide | null = null;
  let isListening = false;
  let waiting: HostCommand[] = [];
  ipc.on(commandChannel, (event) => {
    if (contents === null || !isFromPage(event, contents)) return;
    isListening = true;
    for (const command of waiting.splice(0)) contents.send(commandChannel, command);
  });
  return {
    send(command) {
      if (isListening && contents !== null && !contents.isDestroyed()) contents.send(commandChannel, command);
      else waiting = [...waiting, command].slice(-maxWaiting);
    },
    attach(next) {
      contents = next;
      isListening = false;
      // A page that is loaded anew has to say again that it listens.
      next.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument && contents === next) isListening = false;
      });
    },
  };
}
