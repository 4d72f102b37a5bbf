import type { ActionName } from '../../state/keys/actions.ts';
import { conflictsIn, shownCombination } from '../../state/keys/key-combination.ts';

/** Keys of every action. */
export type Bindings = Readonly<Record<ActionName, readonly string[]>>;

/** Actions that share a key with this one, by that key. */
export function conflictsOf(name: ActionName, bindings: Bindings): ReadonlyMap<string, readonly ActionName[]> {
  const own = [...conflictsIn(bindings)].filter(([, names]) => names.includes(name));
  return new Map(own.map(([key, names]) => [key, names.filter((other) => other !== name)]));
}

/** True when an action's name or one of its keys contains the typed text, however it is written. */
export function isFound(typed: string, actionText: string, keys: readonly string[], isMac: boolean): boolean {
  const plain = (text: string) => text.toLocaleLowerCase().replaceAll(/[\s+]/g, '');
  const wanted = plain(typed);
  return (
    wanted === '' ||
    plain(actionText).includes(wanted) ||
    keys.some((key) => plain(shownCombination(key, isMac)).includes(wanted))
  );
}

/** The user's own keys with one action changed; null = as the preset says. */
export function withOwnKey(
  own: Readonly<Record<string, string>>,
  name: ActionName,
  combination: string | null,
): Record<string, string> {
  const { [name]: _replaced, ...others } = own;
  return combination === null ? others : { ...others, [name]: combination };
}
