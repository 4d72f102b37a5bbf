import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxGraph } from '../../../main/engine/onnx/onnx-graph.ts';

const run = promisify(execFile);
const onnxFolder = new URL('../../../main/engine/onnx/', import.meta.url);

/** Opens a session as a program of its own, because what onnxruntime does it does once for each process. */
const openSession = `
  const { openModelSession } = await import(process.argv[1]);
  await (await openModelSession(process.argv[2])).close();
`;

describe('onnxruntime', { timeout: 60_000 }, () => {
  let folder: string;
  let graph: string;
  let home: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facet-silent-'));
    graph = join(folder, 'graph.onnx');
    const model = new OnnxGraph();
    model.output('y', model.node('Relu', [model.input('x', [1, 2])]), [1, 2]);
    await writeFile(graph, model.toModel());
    home = await mkdtemp(join(folder, 'home-'));
    env = { ...process.env, HOME: home, XDG_CACHE_HOME: home, TMPDIR: home };
    // What the one who runs the tests has set must not make the program silent.
    delete env['ORT_DISABLE_TELEMETRY'];
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('neither names the computer nor keeps a log to send when a session is opened', async () => {
    const session = new URL('session.ts', onnxFolder).href;
    const words = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', openSession, session, graph];
    await run(process.execPath, words, { env });
    expect(await readdir(home, { recursive: true })).toEqual([]);
  });

  it('nor when it is asked where a graph is computed', async () => {
    const program = fileURLToPath(new URL('graph-placement.ts', onnxFolder));
    const { stderr } = await run(process.execPath, [program, graph, 'cpu'], { env });
    expect(stderr).toContain('CPUExecutionProvider');
    expect(await readdir(home, { recursive: true })).toEqual([]);
  });
});
