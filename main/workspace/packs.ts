import type { PackImportItem, packImportSchema } from '../../api/models.ts';
import type { z } from 'zod';
import { isStudioError, StudioError, throwIfCancelled } from '../../core/errors.ts';
import type { ModelPack, PackState } from '../../core/ports/model-catalog.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import type { OpenProjects } from './open-projects.ts';
import type { ProjectSession } from './project-session.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What an import of checkpoint files is asked for. */
export type PackImportWish = z.output<typeof packImportSchema>;

/** The pack of a project as it is on this computer. */
export interface PackOutlook {
  readonly packId: string;
  readonly state: 'installed' | 'absent' | 'damaged';
  /** Null when it is not there or cannot be read. */
  readonly pack: ModelPack | null;
  /** True when a generator makes the pixels. */
  readonly isGenerative: boolean;
}

/** Model packs: which are installed, and which one a project wants. */
export interface Packs {
  /** Read from the disk every time: packs come and go while the studio runs. @throws 'models.not-found' | 'models.damaged' */
  list(): Promise<readonly ModelPack[]>;
  /** A pack; null when it is not installed. @throws 'models.damaged' when manifests cannot be read */
  find(packId: string): Promise<ModelPack | null>;
  /** A pack with a generator, for what the atlas cannot do; null when none is installed or the catalog cannot be read. */
  findGenerative(): Promise<ModelPack | null>;
  /** Compares every file with its sum. @throws 'models.not-found' | 'models.damaged' | 'models.unsupported' */
  verify(packId: string): Promise<ModelPack & { readonly state: PackState }>;
  /**
   * Makes a pack of the paper's checkpoint files.
   * @throws 'models.checkpoint-missing' for a folder without a whole path; what the engine says
   */
  importPdfgc(wish: PackImportWish, signal: AbortSignal): AsyncIterable<PackImportItem>;
  /**
   * Deletes a pack of the user's.
   * @throws 'models.in-use' while an open project uses it, or one that is being exported; 'models.not-found' | 'models.unsupported' | 'export.not-writable'
   */
  remove(packId: string): Promise<void>;
  /** The pack that the project uses, whatever its state; never rejects for it. */
  outlookOf(session: ProjectSession): Promise<PackOutlook>;
  /** @throws 'models.not-found' when the pack that the project uses is not installed */
  requireOf(session: ProjectSession): Promise<void>;
}

/** The pack that every installation has: nothing needs to be read to know that it is there. */
export const ownPackId = 'atlas';

/**
 * Packs of this computer.
 *
 * @param onInstalled told when an import has brought a pack
 */
export function createPacks(
  { catalog, engine, userFiles }: Pick<WorkspacePorts, 'catalog' | 'engine' | 'userFiles'>,
  projects: Pick<OpenProjects, 'withHeld'>,
  onInstalled: () => void,
): Packs {
  const list = () => catalog.list();
  const find = async (packId: string) => (await list()).find(({ id }) => id === packId) ?? null;
  return {
    list,
    find,
    async findGenerative() {
      try {
        // A pack that cannot be read is listed without factors.
        return (await list()).find(({ kind, factors }) => kind === 'pdfgc' && factors.length > 0) ?? null;
      } catch (error) {
        if (!isStudioError(error)) throw error;
        return null;
      }
    },
    verify: (packId) => catalog.verify(packId),
    async *importPdfgc(wish, signal) {
      const { folder } = wish;
      if (!userFiles.isAbsolute(folder))
        throw new StudioError('models.checkpoint-missing', `${folder} is no whole path: choose the folder again.`, {
          folder,
        });
      for await (const item of engine.client.engine.importPdfgc(wish, { signal })) {
        throwIfCancelled(signal);
        if ('result' in item) onInstalled();
        yield item;
      }
    },
    async remove(packId) {
      const users = projects.withHeld().filter(({ project }) => packIdOf(project.document) === packId);
      if (users.length > 0) {
        const names = users.map(({ project }) => `“${project.document.settings.project.name}”`).join(', ');
        const sentence = `The pack “${packId}” is used by ${names}. Close ${users.length === 1 ? 'it' : 'them'} or choose another pack there first.`;
        throw new StudioError('models.in-use', sentence, { packId, projects: names, count: users.length });
      }
      await catalog.remove(packId);
    },
    async outlookOf({ project }) {
      const packId = packIdOf(project.document);
      try {
        return outlookFrom(packId, await find(packId));
      } catch (error) {
        if (!isStudioError(error)) throw error;
        return { ...outlookFrom(packId, null), state: 'damaged' };
      }
    },
    async requireOf({ project }) {
      const packId = packIdOf(project.document);
      if (packId !== ownPackId && (await find(packId)) === null)
        throw new StudioError('models.not-found', absentPackSentence(packId), { packId });
    },
  };
}

function outlookFrom(packId: string, pack: ModelPack | null): PackOutlook {
  const isOwn = packId === ownPackId;
  if (pack === null) return { packId, pack, state: isOwn ? 'installed' : 'absent', isGenerative: !isOwn };
  // A pack that cannot be read is listed without factors.
  const state = pack.factors.length > 0 ? 'installed' : 'damaged';
  return { packId, pack, state, isGenerative: pack.kind === 'pdfgc' };
}

/** The pack that a project uses. */
export function packIdOf({ settings }: ProjectDocument): string {
  return settings.project.packId;
}

/** What is said of a project's pack that is not installed. */
export function absentPackSentence(packId: string): string {
  return `This project uses the model pack “${packId}”, which is not installed on this computer. Install it, or choose another pack in the project.`;
}

/** True when the pack that a project uses is known to be absent; a catalog that cannot be read is not taken for that. */
export async function isPackAbsent(packs: Pick<Packs, 'requireOf'>, session: ProjectSession): Promise<boolean> {
  try {
    await packs.requireOf(session);
    return false;
  } catch (error) {
    if (!isStudioError(error)) throw error;
    return error.code === 'models.not-found';
  }
}
