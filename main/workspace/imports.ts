import { isStudioError, StudioError } from '../../core/errors.ts';
import type { ErrorCode, ErrorDetails } from '../../core/errors.ts';
import type { ModelPack } from '../../core/ports/model-catalog.ts';
import { changesFromWishes } from '../../core/project/document.ts';
import type { RecordWish } from '../../core/project/record-change.ts';
import type { Asset, ProjectDocument } from '../../core/project/records.ts';
import { sayingOf } from '../../core/saying.ts';
import type { Saying } from '../../core/saying.ts';
import { hostSteps } from '../../api/edit.ts';
import { assertCanEdit, commitSound } from './edits.ts';
import type { OpenProjects } from './open-projects.ts';
import { packIdOf } from './packs.ts';
import type { Packs } from './packs.ts';
import { videoOf } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';
import { asStill, firstStillSec, isStillSummary, withLengthOf } from './still-length.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What became of one file. */
export interface ImportAnswer {
  readonly path: string;
  readonly assetId: string | null;
  readonly failure: { readonly code: ErrorCode; readonly sentence: string; readonly details: ErrorDetails } | null;
  /** What else the import did, or asks for. */
  readonly notice?: ImportNotice;
}

/** A sentence, and the same for other languages. */
export interface ImportNotice {
  readonly sentence: string;
  readonly saying: Saying;
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
 * Imports by the engine's probe. A still picture that becomes the video of a project brings a generative pack with it: the atlas has
 * nothing to take mouths from.
 *
 * @param onVideoChosen told when an import gave a project the video that it dubs
 */
export function createImports(
  ports: ImportPorts,
  projects: OpenProjects,
  packs: Pick<Packs, 'find' | 'findGenerative'>,
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
      const generative = looked.some(isStillAsset) ? await generativePackFor(packs, session) : null;
      const answers = place(projects, session, looked, generative);
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
  const asset: Asset = {
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
  return isStillSummary(summary) ? asStill(asset, firstStillSec) : asset;
}

function isStillAsset(one: Asset | ImportAnswer): boolean {
  return 'stillSec' in one && one.stillSec !== null;
}

/** The pack that can move a still picture: the project's own if it can, else one that is installed; null when there is none. */
async function generativePackFor(
  packs: Pick<Packs, 'find' | 'findGenerative'>,
  { project }: ProjectSession,
): Promise<ModelPack | null> {
  const installed = await packs.findGenerative();
  if (installed === null) return null;
  const own = await packs.find(packIdOf(project.document));
  return own?.kind === 'pdfgc' ? own : installed;
}

/** Puts what was looked into in the project as it is now: it may have changed while files were read. */
function place(
  projects: OpenProjects,
  session: ProjectSession,
  looked: readonly (Asset | ImportAnswer)[],
  generative: ModelPack | null,
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
      const after: Asset = { ...withLengthOf(one, earlier), assetId: earlier.assetId };
      wishes.push({ collection: 'assets', id: earlier.assetId, after });
    }
    known.set(one.contentKey, asset);
    return { path: one.path, assetId: asset.assetId, failure: null };
  });
  const video = wishes.length > 0 ? videoToChoose(session.project.document, [...known.values()]) : null;
  if (video !== null) wishes.push(choiceOf(session.project.document, video, generative));
  const changes = changesFromWishes(session.project.document, wishes);
  const count = wishes.filter(({ collection }) => collection === 'assets').length;
  const packBefore = packIdOf(session.project.document);
  commitSound(projects, session, count === 1 ? hostSteps.importFile : hostSteps.importFiles, changes);
  if (video === null || video.stillSec === null) return answers;
  const notice = stillNotice(video, packBefore, generative);
  return answers.map((one) => (one.assetId === video.assetId && notice !== null ? { ...one, notice } : one));
}

/** The first video of a project that dubs none yet. */
function videoToChoose({ settings }: ProjectDocument, assets: readonly Asset[]): Asset | null {
  if (settings.project.videoAssetId !== null) return null;
  return assets.find(({ kind }) => kind === 'video') ?? null;
}

function choiceOf({ settings }: ProjectDocument, video: Asset, generative: ModelPack | null): RecordWish {
  const packId = video.stillSec === null ? settings.project.packId : (generative?.id ?? settings.project.packId);
  return { collection: 'settings', id: 'project', after: { ...settings.project, videoAssetId: video.assetId, packId } };
}

function stillNotice({ name }: Asset, packBefore: string, generative: ModelPack | null): ImportNotice | null {
  if (generative === null)
    return {
      sentence: `${name} is a still picture: it takes a generative model pack to move it. Make one of the official checkpoints under Models and engine.`,
      saying: sayingOf('import.still-needs-pack', { name }),
    };
  const { id: packId } = generative;
  if (packId === packBefore) return null;
  return {
    sentence: `${name} is a still picture, so the generator of the model pack “${packId}” makes the pictures of this project now.`,
    saying: sayingOf('import.still-pack-chosen', { name, packId }),
  };
}
