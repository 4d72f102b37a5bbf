import { useEffect, useState } from 'react';
import type { ProjectDocument } from '../../../core/project/records.ts';
import { sceneFromDocument } from '../../../core/project/scene-from-document.ts';
import type { Studio } from '../../state/studio.ts';
import { useStudio } from '../../state/studio.ts';
import { PreviewFeed } from './preview-feed.ts';

/** The feed of a project's preview; it knows of every change of the scene. Null until it was made. */
export function usePreviewFeed(projectId: string, frameCount: number, framesPerSec: number): PreviewFeed | null {
  const studio = useStudio();
  const [feed, setFeed] = useState<PreviewFeed | null>(null);
  useEffect(() => {
    const { preview } = studio.client.synthesis;
    const setTimer = (run: () => void, delayMs: number) => void setTimeout(run, delayMs);
    const nowMs = () => performance.now();
    const made = new PreviewFeed({ projectId, frameCount, framesPerSec }, { preview, fetchBytes, setTimer, nowMs });
    const unfollow = followScene(studio, made);
    setFeed(made);
    return () => {
      unfollow();
      made.stop();
    };
  }, [studio, projectId, frameCount, framesPerSec]);
  return feed;
}

async function fetchBytes(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`the studio answered ${response.status} for a preview`);
  return response.arrayBuffer();
}

/** Equal texts = equal scenes = equal frames. Null: there is nothing to make a scene of. */
function sceneTextOf(document: ProjectDocument): { readonly text: string; readonly hasChanges: boolean } {
  const videoAssetId = document.settings['project']?.videoAssetId ?? null;
  if (videoAssetId === null || document.assets[videoAssetId] === undefined) return { text: '', hasChanges: false };
  const scene = sceneFromDocument(document);
  return { text: JSON.stringify(scene), hasChanges: scene.people.length > 0 };
}

/**
 * Tells the feed of new scenes, and lets it ask only when the host knows of every edit and of the faces: an earlier answer would be made
 * of an earlier project.
 */
function followScene({ project, tracks }: Studio, feed: PreviewFeed): () => void {
  let document: ProjectDocument | null = null;
  let text = '';
  const look = () => {
    const state = project.store.getState();
    const isKnown = tracks.store.getState().analysis === 'known';
    if (state.document !== document) {
      document = state.document;
      const scene = sceneTextOf(document);
      if (scene.text !== text) {
        text = scene.text;
        feed.allow(false);
        feed.changeScene(scene.hasChanges);
      }
    }
    feed.allow(isKnown && !state.isSaving && state.missingAssetIds.length === 0);
  };
  const leave = [project.store.subscribe(look), tracks.store.subscribe(look)];
  look();
  return () => leave.forEach((each) => each());
}
