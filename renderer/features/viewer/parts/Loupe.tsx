import { useEffect, useRef, useState } from 'react';
import { useProject, useSelection, useTracks } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import { loupePartAt } from '../head-tracks.ts';
import type { StageController } from '../stage-controller.ts';
import { viewerWords } from '../strings.ts';
import type { Picture } from '../use-picture.ts';

interface LoupeProps {
  readonly controller: StageController;
  readonly picture: Picture;
}

const windowPx = { width: 216, height: 144 };

/** The mouth of the chosen face, enlarged; it follows the head. */
export function Loupe({ controller, picture }: LoupeProps) {
  const words = useWords(viewerWords);
  const format = useFormat();
  const faceNumber = useSelection((selection) => selection.faceNumber);
  const rows = useTracks((tracks) => tracks.factorsByFace.get(faceNumber) ?? null);
  const name = useProject(({ document }) => document.faces[String(faceNumber)]?.name ?? '');
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const [times, setTimes] = useState<number | null>(null);
  const ratio = window.devicePixelRatio;
  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null || rows === null) return;
    canvas.width = Math.round(windowPx.width * ratio);
    canvas.height = Math.round(windowPx.height * ratio);
    controller.setLoupe({
      canvas,
      partOf: (frame) => {
        const part = loupePartAt(rows, frame, windowPx.width / windowPx.height);
        const [pane] = controller.panes;
        const shown = pane === undefined ? 1 : pane.picture.widthPx / picture.size.widthPx;
        setTimes(part === null ? null : Math.round((canvas.clientWidth / part.widthPx / shown) * 10) / 10);
        return part;
      },
    });
    return () => controller.setLoupe(null);
  }, [controller, rows, picture.size.widthPx, ratio]);
  return (
    <figure className="loupe" data-testid="loupe">
      <canvas ref={canvasRef} role="img" aria-label={words.loupeOf(name === '' ? words.face(faceNumber) : name)} />
      {times !== null && <figcaption className="loupe-times numbers">{words.rate(format.number(times, 1))}</figcaption>}
    </figure>
  );
}
