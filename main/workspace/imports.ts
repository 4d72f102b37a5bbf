import { isStudioError, StudioError } from '../../core/errors.ts';
import type { ErrorCode, ErrorDetails } from '../../core/errors.ts';
import { changesFromWishes } from '../../core/project/document.ts';
import type { RecordWish } from '../../core/project/record-change.ts';
import type { Asset } from '../../core/project/records.ts';
import { hostSteps } from '../../api/edit.ts';
import { assertCanEdit, commitSound } from './edits.ts';
import type { OpenProjects } from './open-projects.ts';
import { videoOf } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What became of one file. */
export interface ImportAnswer {
  readonly path: string;
  readonly assetId: string | null;
  readonly failure: { readonly code: ErrorCode; readonly sentence: string; readonly details: ErrorDetails } | null;
}

type ImportPorts = Pick<WorkspacePorts, 'mediaFiles' | 'userFiles' | 'engine' | 'newId'>;

/** Imports files into projects. */
export interface Imports {
  /** All files that can be imported become one step; each file answers for itself. @throws 'project.read-only' */
  add(session: ProjectSession, paths: readonly string[], signal: AbortSignal): Promise<readonly ImportAnswer[]>;
  /** Looks into a file. @throws 'media.*' */
  look(path: string, assetId: string, signal: AbortSignal): Promise<Asset>;
}

/**
 * Imports by the engine's probe.
 *
 * @param onVideoChosen told when an import gave a project the video that it dubs
 */
export function createImports(
  ports: ImportPorts,
  projects: OpenProjects,
  onVideoChosen: (session: ProjectSession, video: Asset) => void,
): Imports {
  const look = (path: string, assetId: string, signal: AbortSignal) => lookInto(ports, path, assetId, signal);
  return {
    look,
    async add(session, paths, signal) {
      assertCanEdit(session);
      const looked: (Asset | ImportAnswer)[] = [];
      // One after the other: looking into two long files at once is slower than in turn.
      for (const path of paths) looked.push(await lookOrSay(() => look(path, ports.newId(), signal), path));
      const had = videoOf(session);
      const answers = place(projects, session, looked);
      const video = videoOf(session);
      if (had === null && video !== null) onVideoChosen(session, video);
      return answers;
    },
  };
}

async function lookOrSay(look: () => Promise<Asset>, path: string): Promise<Asset | ImportAnswer> {
  try {
    return await look();
  } catch (error) {
    if (!isStudioError(error) || error.code === 'job.cancelled') throw error;
    return { path, assetId: null, failure: { code: error.code, sentence: error.message, details: error.details } };
  }
}

async function lookInto(ports: ImportPorts, path: string, assetId: string, signal: AbortSignal): Promise<Asset> {
  const { mediaFiles, userFiles, engine } = ports;
  const name = userFiles.nameOf(path);
  if (!userFiles.isAbsolute(path))
    throw new StudioError('media.not-found', `${path} is no whole path: choose the file again.`, { path });
  const state = await mediaFiles.stateOf(path);
  if (state === null) throw new StudioError('media.not-found', `${name} is not there any more.`, { path });
  const contentKey = await mediaFiles.contentKeyOf(path);
  const summary = await engine.client.engine.probe({ path }, { signal });
  if (summary.picture === null && summary.sound === null)
    throw new StudioError('media.not-media', `${name} has neither picture nor sound.`, { path });
  const { sizeBytes, modifiedMs } = state;
  return {
    assetId,
    kind: summary.picture === null ? 'voice' : 'video',
    name,
    path,
    sizeBytes,
    modifiedMs,
    contentKey,
    summary,
    stillSec: null,
  };
}

/** Puts what was looked into in the project as it is now: it may have changed while files were read. */
function place(
  projects: OpenProjects,
  session: ProjectSession,
  looked: readonly (Asset | ImportAnswer)[],
): readonly ImportAnswer[] {
  const wishes: RecordWish[] = [];
  const known = new Map(Object.values(session.project.document.assets).map((asset) => [asset.contentKey, asset]));
  const answers = looked.map((one): ImportAnswer => {
    if ('failure' in one) return one;
    const earlier = known.get(one.contentKey);
    const asset = earlier === undefined ? one : { ...earlier };
    // A file that is an asset already but lost is found again by importing it.
    if (earlier === undefined) wishes.push({ collection: 'assets', id: one.assetId, after: one });
    else if (session.missingAssetIds.includes(earlier.assetId)) {
      const after: Asset = { ...one, assetId: earlier.assetId };
      wishes.push({ collection: 'assets', id: earlier.assetId, after });
    }
    known.set(one.contentKey, asset);
    return { path: one.path, assetId: asset.assetId, failure: null };
  });
  const settings = session.project.document.settings.project;
  const firstVideo = [...known.values()].find(({ kind }) => kind === 'video');
  if (settings.videoAssetId === null && firstVideo !== undefined && wishes.length > 0)
    wishes.push({ collection: 'settings', id: 'project', after: { ...settings, videoAssetId: firstVideo.assetId } });
  const changes = changesFromWishes(session.project.document, wishes);
  const count = wishes.filter(({ collection }) => collection === 'assets').length;
  commitSound(projects, session, count === 1 ? hostSteps.importFile : hostSteps.importFiles, changes);
  return answers;
}
