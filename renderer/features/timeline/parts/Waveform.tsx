import { useEffect, useRef } from 'react';
import WaveSurfer from 'wavesurfer.js';
import { useStudio } from '../../../state/studio.ts';
import type { ViewStore } from '../../../state/view-store.ts';
import { paintNoMore, paintSoon } from '../frame-scheduler.ts';
import { timeWindowOf } from '../model/time-window.ts';

interface WaveformProps {
  /** In [0, 1], evenly spread over `durationSec`. */
  readonly peaks: Float32Array;
  readonly durationSec: number;
  /** A CSS colour. */
  readonly colour: string;
}

/** Behind the end the lanes show a little air; the waveform must be as long as they are, or it could not be scrolled as far. */
const airShare = 1.02;

/** The loudness of a voice. It scrolls and zooms with the lanes; it plays nothing. */
export function Waveform({ peaks, durationSec, colour }: WaveformProps) {
  const { view } = useStudio();
  const place = useRef<HTMLDivElement | null>(null);
  const wave = useRef<WaveSurfer | null>(null);
  useEffect(() => {
    const container = place.current;
    if (container === null) return;
    const made = WaveSurfer.create({
      container,
      height: 'auto',
      waveColor: colour,
      progressColor: colour,
      cursorWidth: 0,
      barWidth: 2,
      barGap: 1,
      barMinHeight: 1,
      interact: false,
      fillParent: false,
      autoScroll: false,
      autoCenter: false,
      hideScrollbar: true,
      minPxPerSec: view.store.getState().pxPerSec,
      ...nonceOption(),
    });
    wave.current = made;
    const stopFollowing = followView(view, made, container);
    return () => {
      stopFollowing();
      made.destroy();
      wave.current = null;
    };
  }, [view, colour]);
  useEffect(() => {
    const padded = new Float32Array(Math.ceil(peaks.length * airShare));
    padded.set(peaks);
    // No address: the lane shows loudness, the viewer sounds it.
    void wave.current?.load('', [padded], durationSec * airShare);
  }, [peaks, durationSec, colour]);
  return <div className="waveform" ref={place} aria-hidden="true" />;
}

/** A waveform is drawn anew at most this often while the zoom changes; between, the last drawing is stretched. */
const redrawMs = 220;

function followView(view: ViewStore, wave: WaveSurfer, container: HTMLElement): () => void {
  let drawnPxPerSec = view.store.getState().pxPerSec;
  let drawnAtMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const redraw = () => {
    const { pxPerSec } = view.store.getState();
    timer = undefined;
    drawnAtMs = performance.now();
    if (wave.getDuration() > 0 && pxPerSec !== drawnPxPerSec) {
      drawnPxPerSec = pxPerSec;
      wave.zoom(pxPerSec);
    }
    paint();
  };
  const paint = () => {
    const { pxPerSec, scrollPx } = timeWindowOf(view.store.getState());
    if (pxPerSec === drawnPxPerSec) {
      container.style.transform = '';
      return wave.setScroll(scrollPx);
    }
    const stretch = pxPerSec / drawnPxPerSec;
    container.style.transform = `translateX(${wave.getScroll() * stretch - scrollPx}px) scaleX(${stretch})`;
    timer ??= setTimeout(redraw, Math.max(redrawMs - (performance.now() - drawnAtMs), 30));
  };
  const soon = () => paintSoon(paint);
  const stop = view.store.subscribe(soon);
  wave.on('ready', redraw);
  return () => {
    stop();
    paintNoMore(paint);
    clearTimeout(timer);
  };
}

function nonceOption(): { cspNonce?: string } {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  return nonce === undefined ? {} : { cspNonce: nonce };
}
