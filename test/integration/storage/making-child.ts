import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createArtifactCache } from '../../../main/storage/artifact-cache.ts';

/**
 * Makes artifacts of two files that both hold its process id, and trims now and then; ends when it has made the wanted number.
 * With the number 0 it begins one, says so, and never ends.
 */
const [root, number] = process.argv.slice(2);
const cache = createArtifactCache(root);
const owner = String(process.pid);

if (number === '0') {
  setInterval(() => undefined, 1000);
  await cache.make('endless', async (folder) => {
    await writeFile(join(folder, 'half'), owner);
    process.stdout.write(`${folder}\n`);
    await new Promise(() => undefined);
  });
}
for (let index = 0; index < Number(number); index += 1) {
  await cache.make(`key-${index}`, async (folder) => {
    await writeFile(join(folder, 'one'), owner);
    await new Promise((resolve) => setImmediate(resolve));
    await writeFile(join(folder, 'two'), owner);
  });
  if (index % 10 === 9) await cache.trim(1_000_000);
}
