import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { PointerEvent as ReactPointerEvent } from 'react';
import { useStore } from 'zustand';
import { timecodeOf } from '../../../../core/time/timecode.ts';
import { usePlayhead, useStudio } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { StageController } from '../stage-controller.ts';
import { viewerWords } from '../strings.ts';
import { useTransportActions } from '../use-transport-actions.ts';
import type { Picture } from '../use-picture.ts';
import { usePreviewFeed } from '../use-preview-feed.ts';
import { useSound } from '../use-sound.ts';
import { pannedBy, pictureFromStage, zoomedAround } from '../view-layout.ts';
import { createViewerStore } from '../viewer-store.ts';
import { DifferenceGain } from './DifferenceGain.tsx';
import { FaceBoxes } from './FaceBoxes.tsx';
import { Loupe } from './Loupe.tsx';
import { StageMarks } from './StageMarks.tsx';
import { Transport } from './Transport.tsx';
import { WipeHandle } from './WipeHandle.tsx';

interface StageProps {
  readonly projectId: string;
  readonly picture: Picture;
  readonly url: string;
  readonly isProxy: boolean;
  readonly onBroken: () => void;
}

export function Stage({ projectId, picture, url, isProxy, onBroken }: StageProps) {
  const words = useWords(viewerWords);
  const { playhead, notices } = useStudio();
  const feed = usePreviewFeed(projectId, picture.frameTimesSec.length, picture.framesPerSec);
  const viewer = useMemo(createViewerStore, []);
  const state = useStore(viewer);
  const videoRef = useRef<HTMLVideoElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const roomRef = useRef<HTMLDivElement>(null);
  const [controller, setController] = useState<StageController | null>(null);
  const frame = usePlayhead((now) => now.frame);
  const isPlaying = usePlayhead((now) => now.isPlaying);

  useEffect(() => {
    const [video, canvas] = [videoRef.current, canvasRef.current];
    if (video === null || canvas === null || feed === null) return;
    const { size } = picture;
    const onFailure = (error: unknown) => notices.tellFailure(error);
    const made = new StageController({ video, canvas, playhead, feed, picture: size, onFailure });
    setController(made);
    return () => made.stop();
    // A new picture has a new key, and so a new stage.
  }, [feed, playhead, notices, picture.size.widthPx, picture.size.heightPx]);

  useStageSize(roomRef, (stage) => controller?.setLook(state, stage, window.devicePixelRatio), [controller, state]);
  const pointer = useStagePointer(viewer, controller, picture, roomRef);
  useSound(controller, videoRef, state);
  useTransportActions(viewer, picture, roomRef);
  const canvasName = isPlaying ? words.stage : words.pictureAt(timecodeOf(frame, picture.rate));

  return (
    <>
      <div className="viewer-stage" ref={roomRef} {...pointer} data-testid="stage">
        <video
          ref={videoRef}
          className="viewer-video"
          src={url}
          preload="auto"
          playsInline
          disablePictureInPicture
          aria-hidden="true"
          tabIndex={-1}
          onError={onBroken}
        />
        <canvas ref={canvasRef} className="viewer-canvas" role="img" aria-label={canvasName} data-testid="picture" />
        {controller !== null && feed !== null && (
          <>
            {state.hasBoxes && <FaceBoxes {...{ controller, viewer, picture }} />}
            {state.mode === 'difference' && <DifferenceGain viewer={viewer} />}
            {state.mode === 'wipe' && <WipeHandle {...{ controller, viewer }} />}
            <StageMarks {...{ controller, feed, isProxy }} mode={state.mode} />
            {state.hasLoupe && <Loupe {...{ controller, picture }} />}
          </>
        )}
      </div>
      <Transport {...{ viewer, picture, controller }} />
    </>
  );
}

type ViewerStoreValue = ReturnType<typeof createViewerStore>;

function useStageSize(
  roomRef: { readonly current: HTMLDivElement | null },
  apply: (stage: { widthPx: number; heightPx: number }) => void,
  dependencies: readonly unknown[],
): void {
  useLayoutEffect(() => {
    const room = roomRef.current;
    if (room === null) return;
    const measure = () => apply({ widthPx: Math.max(1, room.clientWidth), heightPx: Math.max(1, room.clientHeight) });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(room);
    return () => observer.disconnect();
  }, dependencies);
}

/** Wheel zooms around the pointer, dragging moves the picture, a double press goes between all of it and its own size. */
function useStagePointer(
  viewer: ViewerStoreValue,
  controller: StageController | null,
  { size }: Picture,
  roomRef: { readonly current: HTMLDivElement | null },
) {
  const drag = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const placeOf = (event: { clientX: number; clientY: number }) => {
    const box = roomRef.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const paneRoom = () => {
    const room = roomRef.current;
    const share = viewer.getState().mode === 'side' ? 0.5 : 1;
    return { widthPx: (room?.clientWidth ?? 1) * share, heightPx: room?.clientHeight ?? 1 };
  };
  useEffect(() => {
    const room = roomRef.current;
    if (room === null || controller === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const at = placeOf(event);
      const pane = controller.panes.find(({ clip }) => at.x >= clip.x && at.x <= clip.x + clip.widthPx);
      if (pane === undefined) return;
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002));
      const { view } = viewer.getState();
      viewer.setState({ view: zoomedAround(view, paneRoom(), size, pictureFromStage(pane, size, at), factor) });
    };
    // React listens passively to wheels; the page must not zoom with the picture.
    room.addEventListener('wheel', onWheel, { passive: false });
    return () => room.removeEventListener('wheel', onWheel);
  }, [controller, viewer, size.widthPx, size.heightPx]);
  return {
    onPointerDown: (event: ReactPointerEvent<HTMLDivElement>) => {
      // A captured press never becomes a click of the control that it began on.
      const isControl = event.target instanceof Element && event.target.closest('button, [role=slider]') !== null;
      if (event.button > 1 || isControl) return;
      drag.current = placeOf(event);
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: ReactPointerEvent<HTMLDivElement>) => {
      const from = drag.current;
      const { view } = viewer.getState();
      if (from === null || view.zoom === 'fit') return;
      const to = placeOf(event);
      drag.current = to;
      viewer.setState({ view: pannedBy(view, paneRoom(), size, to.x - from.x, to.y - from.y) });
    },
    onPointerUp: () => void (drag.current = null),
    onPointerCancel: () => void (drag.current = null),
  };
}
