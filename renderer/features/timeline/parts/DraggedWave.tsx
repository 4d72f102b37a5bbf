import { useEffect, useRef } from 'react';
import { activeTakeOf } from '../../../../core/project/dub-line.ts';
import type { DubLine } from '../../../../core/project/records.ts';
import { useMedia } from '../../../state/studio.ts';
import { palette } from '../drawing/palette.ts';

/** The voice of a line that is on its way: the lane's waveform is drawn anew when it is put down. */
export function DraggedWave({ line, widthPx }: { readonly line: DubLine; readonly widthPx: number }) {
  const take = activeTakeOf(line);
  const peaks = useMedia((state) => (take === null ? null : (state.peaks[take.assetId] ?? null)));
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const sourceStartSec = take?.sourceStartSec ?? 0;
  const durationSec = take?.durationSec ?? 0;
  const drawnPx = Math.min(Math.round(widthPx), 4000);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d') ?? null;
    if (element === null || context === null || peaks === null || drawnPx < 2) return;
    const heightPx = element.clientHeight;
    element.width = drawnPx;
    element.height = heightPx;
    context.fillStyle = palette().dub;
    for (let x = 0; x < drawnPx; x += 3) {
      const from = Math.floor((sourceStartSec + (x / drawnPx) * durationSec) * peaks.peaksPerSec);
      const to = Math.ceil((sourceStartSec + ((x + 3) / drawnPx) * durationSec) * peaks.peaksPerSec);
      let loudest = 0;
      for (let at = from; at < to; at++) loudest = Math.max(loudest, peaks.values[at] ?? 0);
      const height = Math.max(loudest * heightPx, 1);
      context.fillRect(x, (heightPx - height) / 2, 2, height);
    }
  }, [peaks, sourceStartSec, durationSec, drawnPx]);
  return <canvas className="dragged-wave" ref={canvas} aria-hidden="true" />;
}
