type Paint = () => void;

const waiting = new Set<Paint>();
let isAsked = false;

/** Paints before the next picture of the screen; asking twice paints once. All lanes paint in one go, so that none lags. */
export function paintSoon(paint: Paint): void {
  waiting.add(paint);
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    const now = [...waiting];
    waiting.clear();
    now.forEach((run) => run());
  });
}

/** Takes back what was asked. */
export function paintNoMore(paint: Paint): void {
  waiting.delete(paint);
}
