import type { z } from 'zod';
import type { projectEventSchema } from '../../api/project.ts';
import type { OpenProject } from '../../core/ports/project-store.ts';
import { StudioError } from '../../core/errors.ts';
import type { Asset } from '../../core/project/records.ts';
import type { SceneFile } from '../../core/project/scene.ts';
import type { Listeners } from './listeners.ts';

/** What the watchers of a project are told. */
export type ProjectEvent = z.output<typeof projectEventSchema>;

/** What a 'derived' event is about. */
export type DerivedKind = Extract<ProjectEvent, { readonly event: 'derived' }>['what'];

/** A project that is open in this host. */
export interface ProjectSession {
  readonly projectId: string;
  readonly project: OpenProject;
  readonly events: Listeners<ProjectEvent>;
  /** Assets whose file is gone or changed, as of the last look. */
  missingAssetIds: readonly string[];
}

/** An asset of the project. @throws 'project.asset-missing' for an id that is none */
export function assetOf({ project }: ProjectSession, assetId: string): Asset {
  const asset = project.document.assets[assetId];
  if (asset === undefined)
    throw new StudioError('project.asset-missing', 'This file is no longer part of the project.', { assetId });
  return asset;
}

/** Where an asset's content lies now: the file may have moved since a job for it was queued. A still keeps the length of that time. */
export function currentFileOf({ project }: ProjectSession, { path, contentKey, stillSec }: Asset): SceneFile {
  const assets = Object.values(project.document.assets);
  const pathNow = assets.find((asset) => asset.contentKey === contentKey)?.path ?? path;
  return { path: pathNow, contentKey, ...(stillSec !== null && { stillSec }) };
}

/** What data derived from an asset is found by: its content, and for a still picture how long it is shown. */
export function derivedKeyOf({ contentKey, stillSec }: Pick<Asset, 'contentKey' | 'stillSec'>): string {
  return stillSec === null ? contentKey : `${contentKey} for ${String(stillSec)} s`;
}

/** The video that is dubbed, or null. */
export function videoOf({ project }: ProjectSession): Asset | null {
  const { videoAssetId } = project.document.settings.project;
  return videoAssetId === null ? null : (project.document.assets[videoAssetId] ?? null);
}

/** @throws 'project.no-video' */
export function requireVideo(session: ProjectSession): Asset {
  const video = videoOf(session);
  if (video === null) throw new StudioError('project.no-video', 'Add a video first: the project has none yet.');
  return video;
}

/** @throws 'project.asset-missing' when the file of one of the assets is gone or changed */
export function requirePresent(session: ProjectSession, assetIds: readonly string[]): void {
  const missing = assetIds.filter((assetId) => session.missingAssetIds.includes(assetId));
  if (missing.length === 0) return;
  const names = missing.map((assetId) => session.project.document.assets[assetId]?.name ?? assetId);
  throw new StudioError(
    'project.asset-missing',
    `${names.join(', ')} cannot be found where ${names.length === 1 ? 'it was' : 'they were'}, or has changed: locate the file first.`,
    { assetId: missing[0], count: missing.length },
  );
}

/** Assets whose files are needed to make frames and sound: the video, voices that are heard, sources of replaced factors. */
export function neededAssetIds({ project }: ProjectSession): readonly string[] {
  const { settings, lines, edits, assets } = project.document;
  const ids = [
    settings.project.videoAssetId,
    ...Object.values(lines)
      .filter(({ isMuted }) => !isMuted)
      .map(({ takes, activeTakeId }) => takes.find(({ takeId }) => takeId === activeTakeId)?.assetId ?? null),
    ...Object.values(edits).map((edit) => (edit.kind === 'replace' && edit.isEnabled ? edit.assetId : null)),
  ];
  return [...new Set(ids)].filter((assetId): assetId is string => assetId !== null && assetId in assets);
}
