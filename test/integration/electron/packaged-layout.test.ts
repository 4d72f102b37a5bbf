import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngineLink } from '../../../main/engine-process/engine-link.ts';
import { launchByFork } from '../../../main/engine-process/launch-by-fork.ts';
import { extractArchive, listArchive } from '../../../scripts/packing/archive.ts';
import type { ArchiveEntry } from '../../../scripts/packing/archive.ts';
import { packAroundStandIn } from '../../../scripts/packing/pack.ts';
import { readFuses, writeStandInElectron } from '../../../scripts/packing/stand-in-electron.ts';

const whyNot =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'the packer makes the Linux layout on Linux x64 only'
    : existsSync('out/main/index.js') && existsSync('out/renderer/index.html')
      ? null
      : 'nothing is built (npm run build)';

let folder: string;
let app: string;
let entries: readonly ArchiveEntry[];

beforeAll(async () => {
  if (whyNot !== null) return;
  folder = mkdtempSync(join(tmpdir(), 'facet-packed-'));
  writeStandInElectron(join(folder, 'electron'));
  await packAroundStandIn(join(folder, 'electron'), join(folder, 'packed'));
  app = join(folder, 'packed', 'linux-unpacked');
  entries = listArchive(join(app, 'resources', 'app.asar'));
}, 180_000);
afterAll(() => {
  if (whyNot === null) rmSync(folder, { recursive: true, force: true });
});

const paths = (isUnpacked: boolean) =>
  entries.filter((entry) => entry.isUnpacked === isUnpacked).map(({ path }) => path);
const under = (prefix: string) => entries.filter(({ path }) => path.startsWith(prefix)).map(({ path }) => path);

describe.skipIf(whyNot !== null)(`the packed desktop application${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  it('has the program, the preload and the page in its archive', () => {
    const archived = paths(false);
    for (const path of [
      'package.json',
      'out/main/index.js',
      'out/main/engine-child.js',
      'out/preload/index.cjs',
      'out/renderer/index.html',
    ])
      expect(archived).toContain(path);
    const { main } = JSON.parse(readFileSync('package.json', 'utf8')) as { main: string };
    expect(archived).toContain(main);
    expect(archived).toContain('LICENSE');
    expect(archived).toContain('THIRD_PARTY_NOTICES.md');
  });

  it('has what the system opens itself beside the archive, for this platform only', () => {
    const natives = entries.filter(({ path }) => /\.(node|so|dylib|dll)(\.|$)/.test(path));
    expect(natives.map(({ path }) => path).sort()).toEqual([
      'node_modules/better-sqlite3/prebuilds/linux-x64.node',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
    ]);
    expect(natives.every(({ isUnpacked }) => isUnpacked)).toBe(true);
    for (const { path } of natives)
      expect(existsSync(join(app, 'resources', 'app.asar.unpacked', path)), path).toBe(true);
  });

  it('has the built-in ffmpeg, the models, what imports need and the sample beside the archive', () => {
    const unpacked = paths(true);
    expect(unpacked).toContain('node_modules/@ffmpeg/core/dist/umd/ffmpeg-core.wasm');
    expect(unpacked).toContain('resources/models/atlas/manifest.json');
    expect(unpacked).toContain('resources/pack-templates/pdfgc/template.json');
    expect(unpacked.filter((path) => path.endsWith('.onnx')).length).toBeGreaterThan(0);
    expect(unpacked).toContain('examples/sample-talk.mp4');
  });

  it('has nothing of the workshop: no tests, training, documents, sources or maps', () => {
    const rooms = new Set(entries.map(({ path }) => path.split('/')[0]));
    expect([...rooms].sort()).toEqual(
      ['LICENSE', 'THIRD_PARTY_NOTICES.md', 'examples', 'node_modules', 'out', 'package.json', 'resources'].sort(),
    );
    // A model never travels without its card.
    expect(entries.filter(({ path }) => /\.(ts|tsx|map|md)$/.test(path)).map(({ path }) => path)).toEqual([
      'THIRD_PARTY_NOTICES.md',
      'resources/models/atlas/MODEL_CARD.md',
    ]);
    expect(under('node_modules/electron/')).toEqual([]);
    expect(under('node_modules/commander/')).toEqual([]);
  });

  it('keeps the licence texts of the packages that it brings', () => {
    for (const name of ['better-sqlite3', 'zod']) {
      expect(
        under(`node_modules/${name}/`).some((path) => /licen[cs]e/i.test(path)),
        name,
      ).toBe(true);
    }
  });

  it('brings no more than a reasonable installer holds', () => {
    const bytes = sizeOf(join(app, 'resources'));
    expect(bytes).toBeGreaterThan(50e6);
    // Electron itself adds about 250 MB unpacked, 110 MB in an installer.
    expect(bytes).toBeLessThan(140e6);
  });

  it('has the fuses of an application that runs its own code only', () => {
    expect(readFuses(readFileSync(join(app, 'facet-studio')))).toEqual({
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      nodeCliInspect: false,
      embeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('has the languages that it speaks and not the others', () => {
    expect(readdirSync(join(app, 'locales')).sort()).toEqual(['en-US.pak', 'ko.pak']);
  });
});

describe.skipIf(whyNot !== null)(`what was packed, run by Node${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  let extracted: string;

  beforeAll(() => {
    extracted = join(folder, 'extracted');
    extractArchive(join(app, 'resources', 'app.asar'), extracted);
    cpSync(join(app, 'resources', 'app.asar.unpacked'), extracted, { recursive: true });
  });

  it('opens the database', () => {
    const script =
      "const D = require('better-sqlite3'); console.log(new D(':memory:').prepare('select 6 * 7 as n').get().n)";
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: extracted, encoding: 'utf8' });
    expect([stdout.trim(), stderr]).toEqual(['42', '']);
  });

  /** Starts the packed engine; the test closes it. */
  const openEngine = (env: NodeJS.ProcessEnv, log: string[]) =>
    createEngineLink({
      launch: launchByFork({ env, entry: join(extracted, 'out', 'main', 'engine-child.js') }),
      executionProvider: 'cpu',
      cacheFolder: join(folder, 'cache'),
      onLog: (line) => log.push(line),
    });

  it('starts the engine, which finds its models and networks', async () => {
    const log: string[] = [];
    const engine = openEngine(process.env, log);
    try {
      expect(await engine.client.engine.hello({})).toMatchObject({ executionProvider: 'cpu' });
      const checks: { name: string; status: string }[] = [];
      for await (const { name, status } of engine.client.health.examine({})) checks.push({ name, status });
      expect(checks.length).toBeGreaterThan(3);
      expect(checks.filter(({ status }) => status === 'missing')).toEqual([]);
    } finally {
      await engine.close();
    }
    expect(log.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it('reads a video with the ffmpeg that it brings', async () => {
    const engine = openEngine({ ...process.env, FACET_FFMPEG: 'wasm' }, []);
    try {
      expect((await engine.client.engine.hello({})).mediaRunner).toMatch(/wasm|built-in/i);
      const { picture } = await engine.client.engine.probe({ path: join(extracted, 'examples', 'sample-talk.mp4') });
      expect(picture).toMatchObject({ widthPx: 1280, heightPx: 720, frameCount: 187 });
    } finally {
      await engine.close();
    }
  });
});

function sizeOf(path: string): number {
  const state = statSync(path);
  return state.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : state.size;
}
