import { actionNames, actionSpecs, keyPresets } from './actions.ts';
import type { ActionName } from './actions.ts';

/** The parts of a keyboard event that a combination is made of. */
export interface KeyPress {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const modifierCodes = /^(Control|Shift|Alt|Meta|OS)/;

/** The combination that is pressed, such as `Ctrl+Shift+KeyZ`; null while only modifiers are down. Control and command count as one. */
export function combinationOf(press: KeyPress): string | null {
  if (press.code === '' || modifierCodes.test(press.code)) return null;
  const modifiers = [
    press.ctrlKey || press.metaKey ? 'Ctrl' : null,
    press.altKey ? 'Alt' : null,
    press.shiftKey ? 'Shift' : null,
  ].filter((modifier) => modifier !== null);
  return [...modifiers, press.code].join('+');
}

/** The same combination with its modifiers in the usual order. */
export function normalCombination(combination: string): string {
  const parts = combination.split('+');
  const modifiers = ['Ctrl', 'Alt', 'Shift'].filter((modifier) => parts.includes(modifier));
  return [...modifiers, parts[parts.length - 1]].join('+');
}

/** Combinations of each action: the user's own before the preset's before the default. An empty text means no key. */
export function bindingsFrom(
  preset: string,
  own: Readonly<Record<string, string>>,
): Readonly<Record<ActionName, readonly string[]>> {
  const entries = actionNames.map((name) => {
    const mine = own[name];
    const keys = mine !== undefined ? mine.split(' ').filter((key) => key !== '') : null;
    return [name, (keys ?? keyPresets[preset]?.[name] ?? actionSpecs[name].keys).map(normalCombination)] as const;
  });
  return Object.fromEntries(entries) as unknown as Record<ActionName, readonly string[]>;
}

/** Combinations that more than one action has, with those actions. */
export function conflictsIn(
  bindings: Readonly<Record<ActionName, readonly string[]>>,
): ReadonlyMap<string, readonly ActionName[]> {
  const owners = new Map<string, ActionName[]>();
  for (const name of actionNames) {
    for (const key of bindings[name]) owners.set(key, [...(owners.get(key) ?? []), name]);
  }
  return new Map([...owners].filter(([, names]) => names.length > 1));
}

/** The action of a combination; the first one where two claim it, null for none. */
export function actionFor(
  bindings: Readonly<Record<ActionName, readonly string[]>>,
  combination: string,
): ActionName | null {
  return actionNames.find((name) => bindings[name].includes(combination)) ?? null;
}

const shownCodes: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backslash: '\\',
  Equal: '=',
  Minus: '-',
  Escape: 'Esc',
  Delete: 'Del',
  BracketLeft: '[',
  BracketRight: ']',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
};

/** The combination as a person reads it: `Ctrl+Shift+Z`, on a Mac `⌘⇧Z`. */
export function shownCombination(combination: string, isMac: boolean): string {
  const parts = combination.split('+');
  const code = parts[parts.length - 1];
  const key = shownCodes[code] ?? code.replace(/^(Key|Digit|Numpad)/, '');
  const modifiers = parts.slice(0, -1);
  if (combination.endsWith('Shift+Slash')) return '?';
  if (!isMac) return [...modifiers, key].join('+');
  const signs: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' };
  return modifiers.map((modifier) => signs[modifier]).join('') + key;
}
