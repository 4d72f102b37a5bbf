import type { HostCommand, MenuAction } from '../../api/bridge.ts';
import type { PageContents } from './electron-api.ts';
import type { TextRole } from './menu.ts';

/** True in the page when the cursor is in a text; the same places as those in which the page leaves keys alone. */
const isTypingScript = `(() => {
  const place = document.activeElement;
  return place !== null && place.matches('input:not([type=range]):not([type=checkbox]), textarea, [contenteditable=true]');
})()`;

/** Does an item of the Edit menu: in the text that has the cursor, else in the project. */
export async function editInPage(
  contents: Pick<PageContents, 'executeJavaScript' | TextRole>,
  send: (command: HostCommand) => void,
  action: MenuAction,
  role: TextRole,
): Promise<void> {
  const isTyping: unknown = await contents.executeJavaScript(isTypingScript);
  if (isTyping === true) contents[role]();
  else send({ action });
}
