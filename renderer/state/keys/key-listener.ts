import type { ActionRegistry } from './action-registry.ts';
import type { ActionName } from './actions.ts';
import { actionFor, combinationOf } from './key-combination.ts';

/** In these a plain key types a letter, and the arrows move in the text. */
const typingPlaces = 'input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable=true]';
/** Roles whose own keys (arrows, Enter, Space, letters) come first. */
const ownKeys = '[role=menu], [role=listbox], [role=dialog], [role=slider], [role=tablist], [role=radiogroup]';
const plainKeys = /^(Shift\+)?(Arrow\w+|Home|End|Enter|Space|Key\w|Digit\d|Escape|Comma|Period|Slash)$/;

/** True when a press in this place belongs to the place and not to the application. */
export function isPlaceOwn(target: EventTarget | null, combination: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[data-captures-keys]') !== null) return true;
  const isTyping = target.closest(typingPlaces) !== null;
  if (isTyping) return !combination.startsWith('Ctrl+') || /^Ctrl\+(Shift\+)?Key[ACVXZY]$/.test(combination);
  if (target.closest(ownKeys) !== null) return plainKeys.test(combination);
  const isPress = combination === 'Enter' || combination === 'Space';
  return isPress && target.closest('button, a[href], [role=button], summary, [role=switch]') !== null;
}

/** Runs actions on key presses until the returned function is called. Presses inside texts and menus stay theirs. */
export function listenToKeys(
  target: Pick<Window, 'addEventListener' | 'removeEventListener'>,
  registry: ActionRegistry,
  bindings: () => Readonly<Record<ActionName, readonly string[]>>,
): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const combination = combinationOf(event);
    if (combination === null || event.defaultPrevented || event.isComposing) return;
    if (isPlaceOwn(event.target, combination)) return;
    const name = actionFor(bindings(), combination);
    if (name !== null && registry.run(name)) event.preventDefault();
  };
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}
