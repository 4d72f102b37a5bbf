import { writeJson } from '../host.ts';
import type { CliHost, CommonOptions } from '../host.ts';

/** `facet version`: the versions of Facet and of what runs it. */
export async function runVersion(host: CliHost, flags: CommonOptions): Promise<void> {
  const { version } = await host.openStudio({ executionProvider: 'cpu' });
  const { node, napi } = process.versions;
  const platform = `${process.platform} ${process.arch}`;
  if (flags.json) writeJson(host, { facet: version, node, napi: Number(napi), platform });
  else host.stdout.write(`facet ${version}, Node ${node}, ${platform}\n`);
}
