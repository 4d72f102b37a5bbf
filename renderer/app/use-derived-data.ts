import { useEffect } from 'react';
import { settingsOf } from '../../core/project/document.ts';
import { useProject, useStudio, useTracks } from '../state/studio.ts';

/** Reads tracks, peaks and places of files when a project opens, and again whenever the host says that they were made anew. */
export function useDerivedData(): void {
  const { project, tracks, media, playhead, selection, notices } = useStudio();
  const projectId = useProject((view) => view.projectId);
  const videoAssetId = useProject(({ document }) => settingsOf(document).videoAssetId);
  useEffect(() => {
    selection.reset();
    playhead.pause();
    playhead.seek(0);
  }, [projectId, selection, playhead]);
  useEffect(() => {
    if (projectId === null) return;
    tracks.reset();
    media.reset();
    if (videoAssetId !== null) {
      tracks.readAnalysis(projectId).catch(notices.tellFailure);
      media.locate(projectId, videoAssetId).catch(notices.tellFailure);
    }
    tracks.readDubTracks(projectId).catch(notices.tellFailure);
    media.locateDubSound(projectId).catch(notices.tellFailure);
    return project.onDerived((what) => {
      if (what === 'analysis') tracks.readAnalysis(projectId).catch(notices.tellFailure);
      else if (what === 'dub-tracks') tracks.readDubTracks(projectId).catch(notices.tellFailure);
      else if (what === 'dub-sound') media.locateDubSound(projectId).catch(notices.tellFailure);
      else media.refresh(projectId).catch(notices.tellFailure);
    });
  }, [projectId, videoAssetId, project, tracks, media, notices]);
  useTiming();
}

/** The playhead counts the frames that the analysis found; until then those of the container. */
function useTiming(): void {
  const { playhead } = useStudio();
  const frameTimesSec = useTracks((state) => state.frameTimesSec);
  const asset = useProject(({ document }) => {
    const { videoAssetId } = settingsOf(document);
    return videoAssetId === null ? null : (document.assets[videoAssetId] ?? null);
  });
  useEffect(() => {
    const summary = asset?.summary ?? null;
    if (asset === null || summary === null || summary.picture === null) return playhead.setTiming([], 0);
    const { frameRate, frameCount } = summary.picture;
    const times =
      // A still picture is as long as the project says, also while it is analysed for its new length.
      frameTimesSec.length > 0 && (asset.stillSec === null || frameTimesSec.length === frameCount)
        ? frameTimesSec
        : Float64Array.from({ length: frameCount }, (_, frame) => (frame * frameRate.den) / frameRate.num);
    playhead.setTiming(times, summary.durationSec);
  }, [playhead, frameTimesSec, asset]);
}
