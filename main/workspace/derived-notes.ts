import type { z } from 'zod';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What the engine answered for derived data that it made: found again after a restart without asking the engine. */
export interface DerivedNotes {
  /** The note of what was made of an input, or null when there is none or one of its artifacts is gone. */
  read<T extends DerivedNote>(kind: NoteKind<T>, inputKey: string): Promise<T | null>;
  write<T extends DerivedNote>(kind: NoteKind<T>, inputKey: string, note: T): Promise<void>;
  /** Absolute path of a file of an artifact; null when it is gone. */
  fileOf(artifactKey: string, name: string): Promise<string | null>;
}

/** Something that lies in an artifact. */
export interface DerivedNote {
  readonly artifactKey: string;
}

/** One kind of notes: its name and what a note holds. */
export interface NoteKind<T extends DerivedNote> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** Other artifacts that the note speaks of. */
  readonly otherKeys?: (note: T) => readonly string[];
}

const noteFile = 'note.json';
const noteLimitBytes = 64 * 1024 * 1024;

/**
 * Notes are small artifacts beside the engine's. An artifact's key says all that it was made from, so a note stays true even when its
 * artifact was deleted and made anew.
 */
export function createDerivedNotes(
  ports: Pick<WorkspacePorts, 'cache' | 'userFiles' | 'digest' | 'version'>,
): DerivedNotes {
  const { cache, userFiles } = ports;
  const keyOf = (kind: string, inputKey: string) =>
    `note-${kind}-${ports.digest(JSON.stringify([kind, inputKey, ports.version]))}`;
  const isThere = async (key: string) => (await cache.find(key)) !== null;
  return {
    async read(kind, inputKey) {
      const folder = await cache.find(keyOf(kind.name, inputKey));
      if (folder === null) return null;
      const bytes = await userFiles.readBytes(userFiles.join(folder, noteFile), noteLimitBytes);
      const note = bytes === null ? null : noteFrom(bytes, kind.schema);
      if (note === null) return null;
      const keys = [note.artifactKey, ...(kind.otherKeys?.(note) ?? [])];
      return (await Promise.all(keys.map(isThere))).every(Boolean) ? note : null;
    },
    async write(kind, inputKey, note) {
      const bytes = new TextEncoder().encode(JSON.stringify(note));
      await cache.make(keyOf(kind.name, inputKey), (folder) =>
        userFiles.writeBytes(userFiles.join(folder, noteFile), bytes),
      );
    },
    async fileOf(artifactKey, name) {
      const folder = await cache.find(artifactKey);
      return folder === null ? null : userFiles.join(folder, name);
    },
  };
}

function noteFrom<T>(bytes: Uint8Array, schema: z.ZodType<T>): T | null {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // The note is only a shortcut: without it the engine is asked again.
    return null;
  }
  const note = schema.safeParse(content);
  return note.success ? note.data : null;
}
