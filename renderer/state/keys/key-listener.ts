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

/** Choices that the arrows go through once the keys have brought somebody there. */
const arrowPlaces = '[role=radio], [role=tab]';

/**
 * True when an arrow is the application's although a choice has the focus: it was clicked, and whoever clicked `B` steps
 * on through the frames with the next arrow.
 */
export function isArrowPastChoice(target: EventTarget | null, combination: string, isReachedByKeys: boolean): boolean {
  if (isReachedByKeys || !(target instanceof Element)) return false;
  if (!/^(Shift\+)?Arrow/.test(combination)) return false;
  return target.closest(arrowPlaces) !== null && target.closest('[role=dialog]') === null;
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
  const onKeyDownBefore = (event: KeyboardEvent) => {
    const combination = combinationOf(event);
    if (combination === null || !isArrowPastChoice(event.target, combination, isReachedByKeys)) return;
    const name = actionFor(bindings(), combination);
    if (name === null || !registry.run(name)) return;
    // The choice would move on by itself.
    event.preventDefault();
    event.stopPropagation();
  };
  target.addEventListener('keydown', onKeyDownBefore, true);
  target.addEventListener('keydown', onKeyDown);
  target.addEventListener('pointerdown', onPointerDown, true);
  return () => {
    target.removeEventListener('keydown', onKeyDownBefore, true);
    target.removeEventListener('keydown', onKeyDown);
    target.removeEventListener('pointerdown', onPointerDown, true);
  };
}
