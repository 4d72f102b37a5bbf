import { MoveHorizontal } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { useWords } from '../../../state/strings/words.ts';
import type { StageController } from '../stage-controller.ts';
import { viewerWords } from '../strings.ts';
import type { ViewerState } from '../viewer-store.ts';

interface WipeHandleProps {
  readonly controller: StageController;
  readonly viewer: StoreApi<ViewerState>;
}

/** The line between original and dub; dragged, or moved with the arrows. */
export function WipeHandle({ controller, viewer }: WipeHandleProps) {
  const words = useWords(viewerWords);
  const wipe = useStore(viewer, (state) => state.wipe);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      const [original, dub] = controller.panes;
      const handle = ref.current;
      if (handle === null || dub === undefined) return;
      handle.style.left = `${dub.clip.x}px`;
      handle.style.top = `${original.clip.y}px`;
      handle.style.height = `${original.clip.heightPx}px`;
    };
    place();
    return controller.subscribe(place);
  }, [controller, wipe]);
  const moveTo = (clientX: number) => {
    const left = ref.current?.parentElement?.getBoundingClientRect().left ?? 0;
    const [original, dub] = controller.panes;
    if (dub === undefined) return;
    const width = original.clip.widthPx + dub.clip.widthPx;
    viewer.setState({ wipe: Math.min(1, Math.max(0, (clientX - left - original.clip.x) / width)) });
  };
  return (
    <div
      ref={ref}
      className="wipe"
      role="slider"
      tabIndex={0}
      aria-label={words.wipe}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(wipe * 100)}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        event.stopPropagation();
        if (event.currentTarget.hasPointerCapture(event.pointerId)) moveTo(event.clientX);
      }}
      onDoubleClick={() => viewer.setState({ wipe: 0.5 })}
      onKeyDown={(event) => {
        const direction = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
        if (direction === 0) return;
        event.preventDefault();
        const step = event.shiftKey ? 0.1 : 0.02;
        viewer.setState({ wipe: Math.min(1, Math.max(0, wipe + direction * step)) });
      }}
    >
      <span className="wipe-knob" aria-hidden="true">
        <MoveHorizontal />
      </span>
    </div>
  );
}
