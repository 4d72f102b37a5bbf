import type { Rect } from '../../../core/geometry/rect.ts';

/** How original and dub are shown. */
export const viewModes = ['original', 'wipe', 'dub', 'side', 'difference', 'matte'] as const;

/** One of {@link viewModes}. */
export type ViewMode = (typeof viewModes)[number];

/** What a pane shows. */
export type PaneRole = 'original' | 'dub' | 'difference' | 'matte';

/** Zoom: the whole picture, or px of the stage per px of the picture. */
export type Zoom = 'fit' | number;

/** A place in px: of the stage or of the picture, as the name says. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width and height in px. */
export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Zoom, and the point of the picture that is in the middle of each pane. */
export interface View {
  readonly zoom: Zoom;
  readonly centre: Point;
}

/** A part of the stage that shows the picture. All in px of the stage. */
export interface Pane {
  readonly role: PaneRole;
  /** Where the whole picture lies; may reach beyond the clip. */
  readonly picture: Rect;
  /** The part of the stage that this pane may draw in. */
  readonly clip: Rect;
}

/** Zoom stops of the keys and the menu. */
export const zoomStops = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 8] as const;

/** Px of the stage per px of the picture at which all of it is seen; never enlarged beyond 4 times, which would only show blocks. */
export function fitZoom(stage: Size, picture: Size): number {
  return Math.min(4, stage.widthPx / picture.widthPx, stage.heightPx / picture.heightPx);
}

/** The middle of a picture. */
export function centreOf(picture: Size): Point {
  return { x: picture.widthPx / 2, y: picture.heightPx / 2 };
}

const sideGapPx = 8;

/**
 * Where everything is drawn.
 *
 * @param wipe share of the visible picture's width that shows the original, 0 to 1
 */
export function panesOf(mode: ViewMode, stage: Size, picture: Size, view: View, wipe: number): readonly Pane[] {
  const whole: Rect = { x: 0, y: 0, ...stage };
  if (mode === 'side') {
    const widthPx = Math.max(1, (stage.widthPx - sideGapPx) / 2);
    const left: Rect = { x: 0, y: 0, widthPx, heightPx: stage.heightPx };
    const right: Rect = { ...left, x: widthPx + sideGapPx };
    return [paneIn('original', left, picture, view), paneIn('dub', right, picture, view)];
  }
  if (mode !== 'wipe') return [paneIn(mode, whole, picture, view)];
  const dub = paneIn('dub', whole, picture, view);
  const seen = dub.clip;
  const edge = seen.x + wipe * seen.widthPx;
  return [
    { ...dub, role: 'original', clip: { ...seen, widthPx: edge - seen.x } },
    { ...dub, clip: { ...seen, x: edge, widthPx: seen.x + seen.widthPx - edge } },
  ];
}

function paneIn(role: PaneRole, room: Rect, picture: Size, view: View): Pane {
  const scale = scaleOf(view.zoom, room, picture);
  const size = { widthPx: picture.widthPx * scale, heightPx: picture.heightPx * scale };
  const centre = centreInside(view, room, picture, scale);
  const x = room.x + room.widthPx / 2 - centre.x * scale;
  const y = room.y + room.heightPx / 2 - centre.y * scale;
  const placed = { x, y, ...size };
  return { role, picture: placed, clip: overlapOf(room, placed) };
}

/** Px of the stage per px of the picture. */
export function scaleOf(zoom: Zoom, room: Size, picture: Size): number {
  return zoom === 'fit' ? fitZoom(room, picture) : zoom;
}

/** Keeps the picture from being dragged out of sight: a side that fits is centred, one that does not fills the room. */
function centreInside(view: View, room: Size, picture: Size, scale: number): Point {
  const along = (wanted: number, roomPx: number, picturePx: number) => {
    const half = roomPx / scale / 2;
    return picturePx <= 2 * half ? picturePx / 2 : Math.min(picturePx - half, Math.max(half, wanted));
  };
  if (view.zoom === 'fit') return centreOf(picture);
  return {
    x: along(view.centre.x, room.widthPx, picture.widthPx),
    y: along(view.centre.y, room.heightPx, picture.heightPx),
  };
}

/** The common part of two rectangles; without area when there is none. */
export function overlapOf(a: Rect, b: Rect): Rect {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const widthPx = Math.max(0, Math.min(a.x + a.widthPx, b.x + b.widthPx) - x);
  const heightPx = Math.max(0, Math.min(a.y + a.heightPx, b.y + b.heightPx) - y);
  return { x, y, widthPx, heightPx };
}

/** A point of the stage as a point of the picture in a pane. */
export function pictureFromStage(pane: Pane, picture: Size, at: Point): Point {
  return {
    x: ((at.x - pane.picture.x) / pane.picture.widthPx) * picture.widthPx,
    y: ((at.y - pane.picture.y) / pane.picture.heightPx) * picture.heightPx,
  };
}

/** A rectangle of the picture as it lies on the stage. */
export function stageFromPicture(pane: Pane, picture: Size, rect: Rect): Rect {
  const scaleX = pane.picture.widthPx / picture.widthPx;
  const scaleY = pane.picture.heightPx / picture.heightPx;
  return {
    x: pane.picture.x + rect.x * scaleX,
    y: pane.picture.y + rect.y * scaleY,
    widthPx: rect.widthPx * scaleX,
    heightPx: rect.heightPx * scaleY,
  };
}

/** The view after zooming by `factor` so that the point of the picture under the pointer stays where it is. */
export function zoomedAround(view: View, room: Size, picture: Size, at: Point, factor: number): View {
  const before = scaleOf(view.zoom, room, picture);
  const zoom = Math.min(16, Math.max(0.05, before * factor));
  const centre = centreInside(view, room, picture, before);
  const share = before / zoom;
  const moved = (fixed: number, from: number) => fixed + (from - fixed) * share;
  return { zoom, centre: { x: moved(at.x, centre.x), y: moved(at.y, centre.y) } };
}

/** The view after dragging the picture by px of the stage. */
export function pannedBy(view: View, room: Size, picture: Size, dx: number, dy: number): View {
  const scale = scaleOf(view.zoom, room, picture);
  const centre = centreInside(view, room, picture, scale);
  return { zoom: scale, centre: { x: centre.x - dx / scale, y: centre.y - dy / scale } };
}
