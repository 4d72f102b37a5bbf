import type { ActionRegistry } from './action-registry.ts';
import type { ActionName } from './actions.ts';
import { actionFor, combinationOf } from './key-combination.ts';

/** In these a plain key types a letter, and the arrows move in the text. */
const typingPlaces = 'input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable=true]';
/** Lists that are searched by typing. */
const typedLists = '[role=menu], [role=listbox]';

/**
 * True when a press in this place belongs to the place and not to the application.
 *
 * @param isReachedByKeys false after a click: whoever clicked a button and then presses space wants to hear the take
 */
export function isPlaceOwn(target: EventTarget | null, combination: string, isReachedByKeys: boolean): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[data-captures-keys]') !== null) return true;
  const isTyping = target.closest(typingPlaces) !== null;
  if (isTyping) return !combination.startsWith('Ctrl+') || /^Ctrl\+(Shift\+)?Key[ACVXZY]$/.test(combination);
  // What lies over the page has the keys for itself.
  if (target.closest('[role=dialog]') !== null) return true;
  if (target.closest(typedLists) !== null) return !combination.startsWith('Ctrl+');
  const pressable = target.closest('button, a[href], [role=button], summary, [role=switch]');
  if (pressable === null) return false;
  return combination === 'Enter' || (combination === 'Space' && isReachedByKeys);
}

/** Runs actions on key presses until the returned function is called. Presses inside texts and menus stay theirs. */
export function listenToKeys(
  target: Pick<Window, 'addEventListener' | 'removeEventListener'>,
  registry: ActionRegistry,
  bindings: () => Readonly<Record<ActionName, readonly string[]>>,
): () => void {
  let isReachedByKeys = true;
  const onPointerDown = () => {
    isReachedByKeys = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Not `:focus-visible`: Chromium turns it on with the very press that is asked about.
    if (event.code === 'Tab') isReachedByKeys = true;
    const combination = combinationOf(event);
    if (combination === null || event.defaultPrevented || event.isComposing) return;
    if (isPlaceOwn(event.target, combination, isReachedByKeys)) return;
    const name = actionFor(bindings(), combination);
    if (name !== null && registry.run(name)) event.preventDefault();
  };
  target.addEventListener('keydown', onKeyDown);
  target.addEventListener('pointerdown', onPointerDown, true);
  return () => {
    target.removeEventListener('keydown', onKeyDown);
    target.removeEventListener('pointerdown', onPointerDown, true);
  };
}
