import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isArrowPastChoice, isPlaceOwn } from '../../../../renderer/state/keys/key-listener.ts';

/** The part of a page's element that the listener asks; `matching` are the selectors' words that fit it. */
class FakeElement {
  readonly #matching: readonly string[];

  constructor(...matching: string[]) {
    this.#matching = matching;
  }

  closest(selectors: string): FakeElement | null {
    return this.#matching.some((word) => selectors.includes(word)) ? this : null;
  }
}

const at = (word: string, combination: string, isReachedByKeys = true) =>
  isPlaceOwn(new FakeElement(word) as unknown as EventTarget, combination, isReachedByKeys);

describe('a key press', () => {
  beforeEach(() => void vi.stubGlobal('Element', FakeElement));
  afterEach(() => void vi.unstubAllGlobals());

  it('types in a text, and only file commands leave it', () => {
    expect(at('textarea', 'KeyB')).toBe(true);
    expect(at('textarea', 'Ctrl+KeyZ')).toBe(true);
    expect(at('textarea', 'Ctrl+KeyS')).toBe(false);
  });

  it('belongs to what lies over the page', () => {
    expect(at('[role=dialog]', 'Ctrl+KeyZ')).toBe(true);
    expect(at('[role=menu]', 'KeyB')).toBe(true);
  });

  it('presses the button that has the focus, but letters are the page’s', () => {
    expect(at('button', 'Space')).toBe(true);
    expect(at('button', 'Enter')).toBe(true);
    expect(at('button', 'KeyB')).toBe(false);
  });

  it('plays with space after a button was clicked with the pointer', () => {
    expect(at('button', 'Space', false)).toBe(false);
    expect(at('button', 'Enter', false)).toBe(true);
  });

  it('steps through frames with an arrow after a choice was clicked, and goes through the choices for the keyboard', () => {
    const past = (word: string, combination: string, isReachedByKeys: boolean) =>
      isArrowPastChoice(new FakeElement(...word.split(' ')) as unknown as EventTarget, combination, isReachedByKeys);
    expect(past('[role=radio]', 'ArrowRight', false)).toBe(true);
    expect(past('[role=tab]', 'Shift+ArrowLeft', false)).toBe(true);
    expect(past('[role=radio]', 'ArrowRight', true)).toBe(false);
    expect(past('[role=radio]', 'Enter', false)).toBe(false);
    expect(past('[role=radio] [role=dialog]', 'ArrowRight', false)).toBe(false);
    expect(past('[role=slider]', 'ArrowRight', false)).toBe(false);
  });

  it('is the page’s on the ruler and on sliders: what they take they say themselves', () => {
    expect(at('[role=slider]', 'KeyB')).toBe(false);
    expect(isPlaceOwn(null, 'KeyB', true)).toBe(false);
  });
});
