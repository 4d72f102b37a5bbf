import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { ProviderMemory } from './provider-memory.ts';

const contentSchema = z.object({ format: z.literal('facet.providers'), failures: z.record(z.string(), z.string()) });

/** Remembers in a small JSON file (in the user data folder). A damaged file counts as empty. */
export function openProviderMemoryFile(path: string): ProviderMemory {
  return {
    async read() {
      try {
        return contentSchema.parse(JSON.parse(await readFile(path, 'utf8'))).failures;
      } catch {
        // No file yet, or one that says nothing: every provider may be tried.
        return {};
      }
    },
    async write(failures) {
      const content: z.output<typeof contentSchema> = { format: 'facet.providers', failures: { ...failures } };
      const partial = `${path}.${process.pid}.partial`;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(partial, JSON.stringify(content, null, 2));
      await rename(partial, path);
    },
  };
}
