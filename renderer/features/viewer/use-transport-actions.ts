import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { TimeRange } from '../../../core/time/frame-range.ts';
import { useAction, useProject, useSelection, useStudio } from '../../state/studio.ts';
import { mutesFor } from './listening.ts';
import { shuttled } from './shuttle.ts';
import { spanOfLines } from '../../state/line-span.ts';
import type { Picture } from './use-picture.ts';
import { centreOf, viewModes } from './view-layout.ts';
import type { ViewMode } from './view-layout.ts';
import type { ViewerState } from './viewer-store.ts';

/** What the selection spans: in to out, else the chosen lines; null when nothing is chosen. */
export function useSelectedSpan(): TimeRange | null {
  const range = useSelection((selection) => selection.range);
  const lineIds = useSelection((selection) => selection.lineIds);
  const lines = useProject(({ document }) => document.lines);
  return range ?? spanOfLines(lineIds.flatMap((lineId) => lines[lineId] ?? []));
}

/** Everything that the keys, the menus and the buttons of the transport do. */
export function useTransportActions(
  viewer: StoreApi<ViewerState>,
  picture: Picture,
  stageRef: { readonly current: HTMLElement | null },
): void {
  useMotionActions();
  useSpanActions(viewer);
  useSoundActions(viewer);
  useLookActions(viewer, picture, stageRef);
}

function useMotionActions(): void {
  const { playhead } = useStudio();
  const shuttle = (direction: 1 | -1) => () => {
    const rate = shuttled(playhead.now.isPlaying ? playhead.now.rate : 0, direction);
    if (rate === 0) playhead.pause();
    else playhead.play(rate);
  };
  const second = (direction: 1 | -1) => () => {
    if (playhead.now.isPlaying) playhead.pause();
    playhead.seek(playhead.now.timeSec + direction);
  };
  useAction('playPause', () => playhead.toggle());
  useAction('pause', () => playhead.pause());
  useAction('playForward', shuttle(1));
  useAction('playBackward', shuttle(-1));
  useAction('stepBack', () => playhead.step(-1));
  useAction('stepForward', () => playhead.step(1));
  useAction('secondBack', second(-1));
  useAction('secondForward', second(1));
  useAction('toStart', () => playhead.seekFrame(0));
  useAction('toEnd', () => playhead.seekFrame(playhead.frameTimesSec.length - 1));
}

function useSpanActions(viewer: StoreApi<ViewerState>): void {
  const { playhead } = useStudio();
  const span = useSelectedSpan();
  const isLooping = useStore(viewer, (state) => state.isLooping);
  const leave = useRef<(() => void) | null>(null);
  useEffect(() => {
    playhead.setLoop(isLooping ? span : null);
    return () => playhead.setLoop(null);
  }, [playhead, isLooping, span?.startSec, span?.endSec]);
  useEffect(() => () => leave.current?.(), []);
  useAction('toggleLoop', () => viewer.setState({ isLooping: !isLooping }));
  useAction(
    'playSelection',
    () => {
      if (span === null) return false;
      leave.current?.();
      playhead.seek(span.startSec);
      playhead.play();
      // Once to its end; a loop goes on by itself.
      leave.current = playhead.subscribe(({ timeSec, isPlaying }) => {
        if (isPlaying && timeSec < span.endSec) return;
        leave.current?.();
        leave.current = null;
        if (isPlaying && !viewer.getState().isLooping) playhead.pause();
      });
    },
    span !== null,
  );
}

function useSoundActions(viewer: StoreApi<ViewerState>): void {
  const { view } = useStudio();
  const listen = (wanted: 'original' | 'dub' | 'both') => () => {
    const { soloLane } = view.store.getState();
    if (soloLane !== null) view.toggleSolo(soloLane);
    mutesFor(wanted, view.store.getState().mutedLanes).forEach((lane) => view.toggleMute(lane));
  };
  useAction('toggleMute', () => viewer.setState(({ isMuted }) => ({ isMuted: !isMuted })));
  useAction('listenOriginal', listen('original'));
  useAction('listenDub', listen('dub'));
  useAction('listenBoth', listen('both'));
}

function useLookActions(
  viewer: StoreApi<ViewerState>,
  { size }: Picture,
  stageRef: { readonly current: HTMLElement | null },
): void {
  const show = (mode: ViewMode) => () => viewer.setState({ mode });
  useAction('compareOriginal', show('original'));
  useAction('compareWipe', show('wipe'));
  useAction('compareDub', show('dub'));
  useAction('compareSide', show('side'));
  useAction('compareDifference', show('difference'));
  useAction('compareMatte', show('matte'));
  useAction('nextCompareMode', () =>
    viewer.setState(({ mode }) => ({ mode: viewModes[(viewModes.indexOf(mode) + 1) % viewModes.length] })),
  );
  useAction('toggleLoupe', () => viewer.setState(({ hasLoupe }) => ({ hasLoupe: !hasLoupe })));
  useAction('viewerFit', () => viewer.setState({ view: { zoom: 'fit', centre: centreOf(size) } }));
  useAction('viewerFull', () => {
    const stage = stageRef.current?.parentElement ?? null;
    // A browser may refuse; nothing is lost then.
    if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    else void stage?.requestFullscreen().catch(() => undefined);
  });
}
