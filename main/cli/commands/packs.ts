import { StudioError } from '../../../core/errors.ts';
import type { ModelPack } from '../../../core/ports/model-catalog.ts';
import { inkOf, writeJson } from '../host.ts';
import type { CliHost, CommonOptions } from '../host.ts';
import { byteText } from '../time-text.ts';

const precisionWords: Readonly<Record<string, string>> = { fp32: 'float32', fp16: 'float16' };

/** `facet packs list`: the installed model packs. */
export async function runPacksList(host: CliHost, flags: CommonOptions): Promise<void> {
  const { catalog } = await host.openStudio({ executionProvider: 'cpu' });
  const packs = await catalog.list();
  if (flags.json) return writeJson(host, packs);
  const ink = inkOf(host);
  for (const { id, version, summary, licence, folder, precision, files } of packs) {
    const numbers = precision === null ? '' : `  ${precisionWords[precision] ?? precision} weights\n`;
    const problems = files.filter(({ problem }) => problem !== '').map(({ problem }) => `  ${ink.bad(problem)}\n`);
    host.stdout.write(
      `${ink.bold(`${id} ${version}`)}  ${summary}\n  licence ${licence}\n${numbers}${problems.join('')}  ${ink.dim(folder)}\n`,
    );
  }
}

/** `facet packs remove`: deletes an imported pack. @throws StudioError of the catalog */
export async function runPacksRemove(host: CliHost, packId: string, flags: CommonOptions): Promise<void> {
  const { catalog } = await host.openStudio({ executionProvider: 'cpu' });
  await catalog.remove(packId);
  if (flags.json) return writeJson(host, { removed: packId });
  host.stdout.write(`The model pack ${packId} is removed.\n`);
}

/**
 * `facet packs verify`: compares every file with the sha256 of its manifest.
 * @throws StudioError 'models.damaged' when one differs or is missing, after all have been shown
 */
export async function runPacksVerify(host: CliHost, packId: string | undefined, flags: CommonOptions): Promise<void> {
  const { catalog } = await host.openStudio({ executionProvider: 'cpu' });
  const ids = packId === undefined ? (await catalog.list()).map(({ id }) => id) : [packId];
  const packs: Awaited<ReturnType<typeof catalog.verify>>[] = [];
  for (const id of ids) packs.push(await catalog.verify(id));
  if (flags.json) writeJson(host, packs);
  else for (const pack of packs) host.stdout.write(packLines(pack, host));
  const bad = packs.filter(({ state }) => state !== 'verified');
  if (bad.length > 0) {
    const names = bad.map(({ id, version }) => `${id} ${version}`).join(', ');
    throw new StudioError(
      'models.damaged',
      `The model pack ${names} is not what its manifest says. Install it again.`,
      { packs: names },
    );
  }
}

function packLines(pack: ModelPack & { readonly state: string }, host: CliHost): string {
  const ink = inkOf(host);
  const state = pack.state === 'verified' ? ink.good('verified') : ink.bad(pack.state);
  const files = pack.files.map(({ name, sizeBytes, problem }) => {
    const size = sizeBytes === null ? '' : ink.dim(byteText(sizeBytes));
    return `  ${problem === '' ? ink.good('ok ') : ink.bad('bad')}  ${name}  ${problem === '' ? size : problem}\n`;
  });
  return `${ink.bold(`${pack.id} ${pack.version}`)}  ${state}\n${files.join('')}`;
}
