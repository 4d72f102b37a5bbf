import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A rectangle of the desktop, in its own units. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How the window stood when it was last used, and on which display. */
export interface WindowState {
  readonly bounds: Bounds;
  readonly isMaximized: boolean;
  readonly isFullScreen: boolean;
  readonly displayId: number;
}

/** A display as it is now. */
export interface DisplayPlace {
  readonly id: number;
  /** Without bars and docks. */
  readonly workArea: Bounds;
}

/** Sizes of the window: what it starts with, and what its page needs at least. */
export const windowSize = { width: 1440, height: 900, minWidth: 1024, minHeight: 640 } as const;

/**
 * Where to open the window: as it was, when its display is still there, moved and shrunk until it lies within a work area; else in the
 * middle of the first display.
 *
 * @param displays the primary one first; at least one
 */
export function placeWindow(saved: WindowState | null, displays: readonly DisplayPlace[]): WindowState {
  const [primary] = displays;
  if (saved === null) return stateIn(primary, centred(primary.workArea), false, false);
  const display =
    displays.find(({ id }) => id === saved.displayId) ??
    displays.find(({ workArea }) => overlaps(workArea, saved.bounds));
  if (display === undefined) return stateIn(primary, centred(primary.workArea), saved.isMaximized, false);
  return stateIn(display, within(saved.bounds, display.workArea), saved.isMaximized, saved.isFullScreen);
}

function stateIn({ id }: DisplayPlace, bounds: Bounds, isMaximized: boolean, isFullScreen: boolean): WindowState {
  return { bounds, isMaximized, isFullScreen, displayId: id };
}

function centred(area: Bounds): Bounds {
  const width = Math.min(windowSize.width, area.width);
  const height = Math.min(windowSize.height, area.height);
  const x = area.x + Math.round((area.width - width) / 2);
  return { x, y: area.y + Math.round((area.height - height) / 2), width, height };
}

function within(bounds: Bounds, area: Bounds): Bounds {
  const width = clamp(bounds.width, Math.min(windowSize.minWidth, area.width), area.width);
  const height = clamp(bounds.height, Math.min(windowSize.minHeight, area.height), area.height);
  const x = clamp(bounds.x, area.x, area.x + area.width - width);
  return { x, y: clamp(bounds.y, area.y, area.y + area.height - height), width, height };
}

function overlaps(a: Bounds, b: Bounds): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.round(value)));
}

/** Reads what {@link writeWindowState} wrote; null when there is none or it cannot be understood. */
export async function readWindowState(path: string): Promise<WindowState | null> {
  try {
    return parseWindowState(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // The first start, or a file that somebody cut: the window opens in its usual place.
    return null;
  }
}

/** Checks a value of unknown origin. */
export function parseWindowState(value: unknown): WindowState | null {
  const { bounds, isMaximized, isFullScreen, displayId } = (value ?? {}) as Partial<WindowState>;
  const sides = [bounds?.x, bounds?.y, bounds?.width, bounds?.height, displayId];
  if (bounds === undefined || !sides.every((side) => Number.isFinite(side)) || bounds.width < 1 || bounds.height < 1)
    return null;
  const { x, y, width, height } = bounds;
  return {
    bounds: { x, y, width, height },
    isMaximized: isMaximized === true,
    isFullScreen: isFullScreen === true,
    displayId: displayId as number,
  };
}

/** Keeps the state in a file, whole or not at all. Failing to is no failure of the application. */
export async function writeWindowState(path: string, state: WindowState): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, JSON.stringify(state));
    await rename(`${path}.new`, path);
  } catch {
    // A full or read-only disk costs the window its place, nothing else.
  }
}
