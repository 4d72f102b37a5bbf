import { useEffect, useMemo, useState } from 'react';
import { useMedia, useProject, useStudio, useView } from '../../state/studio.ts';
import { listeningOf, volumesOf } from './listening.ts';
import type { StageController } from './stage-controller.ts';
import type { ViewerState } from './viewer-store.ts';

/** Lets the original sound from the video and the dub from a second element, as loud as the user wants each of them. */
export function useSound(
  controller: StageController | null,
  videoRef: { readonly current: HTMLVideoElement | null },
  { volume, isMuted }: Pick<ViewerState, 'volume' | 'isMuted'>,
): void {
  const studio = useStudio();
  const soundUrl = useMedia(({ dubSound }) => dubSound?.soundUrl ?? null);
  const originalSoundDb = useProject(({ document }) => document.settings['project']?.originalSoundDb ?? null);
  const mutedLanes = useView((view) => view.mutedLanes);
  const soloLane = useView((view) => view.soloLane);
  const audio = useMemo(() => new Audio(), []);
  const [hasChosen, setChosen] = useState(false);

  useEffect(() => {
    if (soundUrl === null || controller === null) return;
    audio.preload = 'auto';
    audio.src = soundUrl;
    controller.setSound(audio);
    return () => {
      controller.setSound(null);
      audio.pause();
      audio.removeAttribute('src');
    };
  }, [audio, controller, soundUrl]);

  useEffect(() => {
    // Who has a dub wants to hear it first; both voices at once is nobody's first wish.
    if (soundUrl === null || hasChosen) return;
    setChosen(true);
    const view = studio.view.store.getState();
    if (view.soloLane === null && view.mutedLanes.length === 0) studio.view.toggleMute('originalVoice');
  }, [studio, soundUrl, hasChosen]);

  useEffect(() => {
    const heard = volumesOf(listeningOf({ mutedLanes, soloLane }), isMuted ? 0 : volume, originalSoundDb);
    // Without a dub there is only the original to hear.
    const original = soundUrl === null ? (isMuted ? 0 : volume) : heard.original;
    const video = videoRef.current;
    if (video !== null) {
      video.volume = original;
      video.muted = original === 0;
    }
    audio.volume = heard.dub;
    audio.muted = heard.dub === 0;
  }, [audio, videoRef, controller, soundUrl, mutedLanes, soloLane, volume, isMuted, originalSoundDb]);
}
