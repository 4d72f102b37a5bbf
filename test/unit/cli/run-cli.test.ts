import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../core/errors.ts';
import type { HealthCheck } from '../../../core/ports/doctor.ts';
import type { ModelPack, PackState } from '../../../core/ports/model-catalog.ts';
import type { PackImporter, PackImportReport, PackImportRequest } from '../../../core/ports/pack-import.ts';
import { runCli } from '../../../main/cli/run-cli.ts';
import { makeFakeCliHost } from '../../support/fake-cli-host.ts';
import type { FakeCliOptions } from '../../support/fake-cli-host.ts';
import { aFaceTrack, aMediaInfo, anAnalysis } from '../../support/fake-video.ts';

async function run(words: string, options: FakeCliOptions = {}) {
  const { host, output, log } = makeFakeCliHost(options);
  const status = await runCli(words === '' ? [] : words.split(' '), host);
  return { status, log, ...output };
}

describe('facet', () => {
  it.each([
    '--help',
    'dub --help',
    'analyze --help',
    'packs --help',
    'packs list --help',
    'packs verify --help',
    'doctor --help',
    'version --help',
  ])('explains itself with %s on stdout', async (words) => {
    const { status, out, err } = await run(words);
    expect(status).toBe(0);
    expect(out).toMatch(/^Usage: facet/);
    expect(err).toBe('');
    if (words !== 'packs --help') expect(out).toMatch(/Examples:\n {2}facet/);
  });

  it('shows its commands when nothing is asked, as a usage error', async () => {
    const { status, out } = await run('');
    expect(status).toBe(2);
    for (const command of ['dub', 'analyze', 'packs', 'doctor', 'version']) expect(out).toContain(`  ${command}`);
  });

  const mistakes: [string, RegExp][] = [
    ['dubb a b', /Unknown command 'dubb'.*Did you mean dub\?/],
    ['dub talk.mp4', /Missing required argument 'voice'/],
    ['dub talk.mp4 voice.wav extra.wav', /Too many arguments/],
    ['dub talk.mp4 voice.wav --presett high', /Unknown option '--presett'.*Did you mean --preset\?/],
    ['dub talk.mp4 voice.wav --preset best', /--preset takes standard, draft, high, master; "best" is none of them/],
    ['dub talk.mp4 voice.wav --fit stretch', /--fit takes silence, cut, loop, bounce, error/],
    ['dub talk.mp4 voice.wav --ep tpu', /--ep takes auto, cpu/],
    ['dub talk.mp4 voice.wav --strength 2', /--strength takes a number from 0 to 1; "2" is not one/],
    ['dub talk.mp4 voice.wav --strength half', /"half" is not one/],
    ['dub talk.mp4 voice.wav --face 0', /--face takes a number from 1/],
    ['dub talk.mp4 voice.wav --face left', /"left" is none of them/],
    ['dub talk.mp4 voice.wav --range 5', /--range takes start-end/],
    ['dub talk.mp4 voice.wav --range 5-4', /the end must come after the start/],
    ['dub talk.mp4 voice.wav --range a-b', /"a" is not a time/],
    ['dub talk.mp4 voice.wav --offset-ms soon', /--offset-ms takes a number/],
    ['dub talk.mp4 voice.wav -o out.avi', /a name that ends in \.mp4, \.m4v or \.mov, not "\.avi"/],
    ['packs', /Say which command: list, verify, remove or import-pdfgc\./],
  ];
  it.each(mistakes)('answers "%s" with a sentence, a hint and status 2', async (words, sentence) => {
    const { status, out, err, log } = await run(words);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^error: .+ \[cli\.usage\]\n {7}Run the command with --help/);
    expect(err).not.toContain('    at ');
    expect(log.events).toEqual([]);
  });
});

describe('facet dub', () => {
  it('dubs, shows progress on stderr and the result on stdout', async () => {
    const { status, out, err, log } = await run('dub talk.mp4 voice.wav -o out.mp4');
    expect(status).toBe(0);
    expect(out).toMatch(/^done {2}\/media\/out\.mp4\n {6}25 frames: 25 dubbed; standard quality with fake264\n/);
    expect(err).toMatch(/^The voice is as long as the picture\.\nListening/);
    expect(err).toMatch(/Dubbing face 1 in 25 of 25 frames\./);
    expect(log.writeOptions?.outputPath).toBe('/media/out.mp4');
  });

  it('names the output after the video in the current folder when none is named', async () => {
    const { log } = await run('dub talk.mp4 voice.wav');
    expect(log.writeOptions?.outputPath).toBe('/media/talk-dub.mp4');
  });

  it('hands every option on', async () => {
    const world = { files: { '/media/mix.wav': aMediaInfo({ path: '/media/mix.wav', video: null }) } };
    const { log } = await run(
      'dub talk.mp4 voice.wav --mix mix.wav --strength 0.5 --range 0.2-0:00.6 --offset-ms -80 --fit loop --no-adapt --preset master',
      { world },
    );
    expect(log.writeOptions).toMatchObject({
      preset: 'master',
      soundtrack: { path: '/media/mix.wav', offsetSec: -0.08, fit: 'loop' },
    });
    expect(log.people[0].ownVoice).toBeNull();
    expect(Math.max(...log.people[0].strength)).toBe(0.5);
    expect(log.people[0].strength[4]).toBe(0);
  });

  it('writes nothing but the report to stdout with --json', async () => {
    const { out } = await run('dub talk.mp4 voice.wav --json');
    expect(JSON.parse(out)).toMatchObject({
      format: 'facet.dub-report',
      frames: { total: 25, driven: 25, untouched: 0 },
    });
  });

  it('writes nothing at all with --quiet', async () => {
    const { status, out, err } = await run('dub talk.mp4 voice.wav --quiet');
    expect([status, out, err]).toEqual([0, '', '']);
  });

  it('writes the report beside the result when asked', async () => {
    const { files } = await run('dub talk.mp4 voice.wav --report deep/report.json');
    expect(JSON.parse(files.get('/media/deep/report.json') ?? '')).toMatchObject({ format: 'facet.dub-report' });
  });

  it('answers a failure with its sentence and status, as JSON too when that is asked', async () => {
    const { status, out, err } = await run('dub none.mp4 voice.wav --json');
    expect(status).toBe(3);
    expect(JSON.parse(out)).toEqual({
      error: expect.objectContaining({ code: 'media.not-found', message: '/media/none.mp4 does not exist.' }),
    });
    expect(err).toMatch(/^error: \/media\/none\.mp4 does not exist\. \[media\.not-found\]\n/);
  });

  it('takes the progress bar away before an error', async () => {
    const world = { analysis: anAnalysis({ faceTracks: [] }) };
    const { status, err } = await run('dub talk.mp4 voice.wav', { world, isTerminal: true, env: { NO_COLOR: '1' } });
    expect(status).toBe(4);
    expect(err).toMatch(/\r\x1b\[2Kerror: No face was found/);
  });

  it('says cancelled with status 130', async () => {
    const { status, err } = await run('dub talk.mp4 voice.wav', { signal: AbortSignal.abort() });
    expect(status).toBe(130);
    expect(err).toBe('Cancelled; nothing was written.\n');
  });

  it('calls a bug a bug, without a stack unless one is asked for', async () => {
    const studio = {
      dub: async () => {
        throw new TypeError('x is not a function');
      },
    };
    const { status, err } = await run('dub talk.mp4 voice.wav', { studio });
    expect(status).toBe(1);
    expect(err).toMatch(/^error: Something went wrong inside Facet: x is not a function \[bug\]\n/);
    expect(err).not.toContain('    at ');
    const debugged = await run('dub talk.mp4 voice.wav', { studio, env: { FACET_DEBUG: '1' } });
    expect(debugged.err).toContain('    at ');
  });
});

describe('facet analyze', () => {
  const findings = [
    {
      severity: 'warning',
      code: 'analysis.profile',
      sentence: 'The face turns away.',
      frames: [{ startFrame: 5, endFrame: 10 }],
      faceTrackId: 0,
    },
  ] as const;
  const isDrivable = Uint8Array.from({ length: 25 }, (_, frame) => (frame >= 5 && frame < 10 ? 0 : 1));
  const world = { analysis: anAnalysis({ faceTracks: [aFaceTrack({ isDrivable })], findings }) };

  it('lays out the video, its shots, faces and findings, and says what can be dubbed', async () => {
    const { status, out } = await run('analyze talk.mp4', { world });
    expect(status).toBe(0);
    expect(out).toMatch(
      /^Video\n {2}\/media\/talk\.mp4\n {2}h264, 16 x 8, 25 frames\/s, 25 frames, 0:01\.00, 1\.0 kB\n/,
    );
    expect(out).toContain('  one shot, no cuts\n');
    expect(out).toMatch(
      / {2}face +seen +can be dubbed +eyes apart +yaw +shots +at\n +1 +25 \(100 %\) +20 \(80 %\) +80 px/,
    );
    expect(out).toMatch(/warning {2}The face turns away\. At 0:00\.20-0:00\.40\./);
    expect(out).toMatch(/This video can be dubbed in 80 % of its frames/);
  });

  it('keeps to the width of a narrow terminal in its findings', async () => {
    const { out } = await run('analyze talk.mp4', { world, columns: 50 });
    const lines = out
      .slice(out.indexOf('Findings'))
      .split('\n')
      .filter((line) => line.startsWith('  '));
    expect(lines.every((line) => line.length <= 50)).toBe(true);
    expect(lines.length).toBeGreaterThan(1);
  });

  it('says of each face how far it can be dubbed', async () => {
    const faceTracks = [aFaceTrack(), aFaceTrack({ faceTrackId: 1, personIndex: 1, isDrivable })];
    const { out } = await run('analyze talk.mp4', { world: { analysis: anAnalysis({ faceTracks }) } });
    expect(out).toContain('This video can be dubbed: face 1 in 100 %, face 2 in 80 % of its frames.');
  });

  it('says plainly that nothing can be dubbed', async () => {
    const { status, out } = await run('analyze talk.mp4', { world: { analysis: anAnalysis({ faceTracks: [] }) } });
    expect(status).toBe(0);
    expect(out).toContain('This video cannot be dubbed.');
  });

  it('gives the same as JSON, and the factor tracks in a file', async () => {
    const { out, files } = await run('analyze talk.mp4 --json --tracks tracks.json', { world });
    const report = JSON.parse(out) as { faces: { factors: { lip: { name: string }[] } }[] };
    expect(report.faces[0].factors.lip.map(({ name }) => name)).toEqual(['open', 'wideRound', 'press', 'jaw']);
    const tracks = JSON.parse(files.get('/media/tracks.json') ?? '') as {
      frameTimesSec: number[];
      tracks: { factors: { eye: { values: number[] } } }[];
    };
    expect(tracks.frameTimesSec).toHaveLength(25);
    expect(tracks.tracks[0].factors.eye.values).toHaveLength(25 * 4);
  });
});

describe('facet doctor', () => {
  const ok: HealthCheck = { name: 'node', status: 'ok', sentence: 'Node 22.', advice: '', details: {} };
  const missing: HealthCheck = {
    name: 'ffmpeg',
    status: 'missing',
    sentence: 'No ffmpeg.',
    advice: 'Install it.',
    details: {},
  };
  const doctorOf = (...checks: HealthCheck[]) => ({
    doctor: {
      examine: async function* () {
        yield* checks;
      },
    },
  });

  it('is content when everything is there', async () => {
    const { status, out } = await run('doctor', { studio: doctorOf(ok) });
    expect(status).toBe(0);
    expect(out).toMatch(/^ok +node +Node 22\.\n\nReady to dub\.\n$/);
  });

  it('ends with status 1 when something needed is missing, and says what to do', async () => {
    const { status, out } = await run('doctor', { studio: doctorOf(ok, missing) });
    expect(status).toBe(1);
    expect(out).toMatch(/missing +ffmpeg +No ffmpeg\.\n +Install it\.\n\nNot ready: ffmpeg\./);
  });

  it('answers programs with one JSON value', async () => {
    const { status, out } = await run('doctor --json', { studio: doctorOf(ok, missing) });
    expect(status).toBe(1);
    expect(JSON.parse(out)).toEqual({ isReady: false, checks: [ok, missing] });
  });
});

describe('facet packs', () => {
  const pack = (state: PackState): ModelPack & { state: PackState } => ({
    id: 'atlas',
    version: '1.0.0',
    licence: 'Apache-2.0',
    folder: '/packs/atlas',
    summary: 'Lips from a voice.',
    kind: 'atlas',
    isBuiltIn: true,
    factors: [],
    precision: null,
    files: [
      {
        name: 'net.onnx',
        sizeBytes: 1500,
        isIntact: state === 'verified',
        problem: state === 'verified' ? '' : 'its sha256 differs',
      },
    ],
    state,
  });
  const catalogOf = (state: PackState) => ({
    catalog: { list: async () => [pack(state)], verify: async () => pack(state), remove: async () => undefined },
  });

  it('lists what is installed', async () => {
    const { status, out } = await run('packs list', { studio: catalogOf('verified') });
    expect(status).toBe(0);
    expect(out).toContain('atlas 1.0.0  Lips from a voice.\n  licence Apache-2.0\n');
  });

  it('verifies file by file', async () => {
    const { status, out } = await run('packs verify', { studio: catalogOf('verified') });
    expect(status).toBe(0);
    expect(out).toMatch(/^atlas 1\.0\.0 {2}verified\n {2}ok +net\.onnx {2}1\.5 kB\n$/);
  });

  it('names the damaged file and ends with status 6', async () => {
    const { status, out, err } = await run('packs verify', { studio: catalogOf('damaged') });
    expect(status).toBe(6);
    expect(out).toContain('bad  net.onnx  its sha256 differs');
    expect(err).toContain('[models.damaged]');
  });

  it('hands on that there are none', async () => {
    const catalog = {
      list: () => Promise.reject(new StudioError('models.not-found', 'There is no model pack.')),
      verify: () => Promise.reject(new Error()),
      remove: () => Promise.reject(new Error()),
    };
    const { status, err } = await run('packs list', { studio: { catalog } });
    expect(status).toBe(6);
    expect(err).toMatch(/^error: There is no model pack\. \[models\.not-found\]/);
  });
  it('shows precision, and what is wrong with a pack that cannot be read', async () => {
    const catalog = {
      ...catalogOf('verified').catalog,
      list: async () => [{ ...pack('damaged'), id: 'pdfgc', kind: 'pdfgc' as const, precision: 'fp16' }],
    };
    const { out } = await run('packs list', { studio: { catalog } });
    expect(out).toContain('  float16 weights\n  its sha256 differs\n');
  });

  it('removes an imported pack', async () => {
    const removed: string[] = [];
    const catalog = { ...catalogOf('verified').catalog, remove: async (id: string) => void removed.push(id) };
    expect((await run('packs remove pdfgc', { studio: { catalog } })).out).toBe('The model pack pdfgc is removed.\n');
    expect((await run('packs remove pdfgc --json', { studio: { catalog } })).out).toBe('{\n  "removed": "pdfgc"\n}\n');
    expect(removed).toEqual(['pdfgc', 'pdfgc']);
  });
});

describe('facet packs import-pdfgc', () => {
  const report: PackImportReport = {
    packId: 'pdfgc',
    folder: '/home/packs/pdfgc',
    precision: 'fp32',
    networks: [
      {
        network: 'motion',
        file: 'motion_model.pth',
        sha256: 'ab',
        usedTensors: 325,
        droppedTensors: 62,
        bytes: 35_200_000,
      },
    ],
    notes: ['motion_model.pth: 1 tensor that the motion network does not have: left alone (x).'],
    bytes: 320_000_000,
    elapsedSec: 8.2,
    peakMemoryBytes: 450e6,
  };
  const importerOf = (asked: PackImportRequest[]) => ({
    importer: {
      importPdfgc: async (request: PackImportRequest, options?: Parameters<PackImporter['importPdfgc']>[1]) => {
        asked.push(request);
        options?.onProgress?.({ step: 'read', what: 'motion', doneBytes: 0, totalBytes: 100 });
        options?.onProgress?.({ step: 'write', what: 'motion', doneBytes: 50, totalBytes: 100 });
        options?.onProgress?.({ step: 'verify', what: 'motion.weights', doneBytes: 100, totalBytes: 100 });
        return report;
      },
    },
  });

  it('asks for a pack among the user’s, in float32, and never to replace one', async () => {
    const asked: PackImportRequest[] = [];
    const { status, out, err } = await run('packs import-pdfgc ck', { studio: importerOf(asked) });
    expect(status).toBe(0);
    expect(asked).toEqual([
      { folder: '/media/ck', packId: 'pdfgc', packFolder: null, precision: 'fp32', canReplace: false },
    ]);
    expect(err).toMatch(/^Reading .* 0 %[^]*Writing .* 4[45] %[^]*Checking .* 99 %/);
    expect(out).toMatch(/^pdfgc {2}ready/);
    expect(out).toMatch(/motion +motion_model\.pth +325 +62 +35\.2 MB\n/);
    expect(out).toMatch(/320 MB in 8 s, 450 MB of memory at most\n {2}note: motion_model\.pth: 1 tensor/);
    expect(out).toMatch(/Use it with: facet dub <video> <voice> --pack pdfgc\n$/);
  });

  it('takes id, folder, precision and leave to replace from the options', async () => {
    const asked: PackImportRequest[] = [];
    const words = 'packs import-pdfgc /ck -o out/half --id half --fp16 --force --quiet';
    const { out, err } = await run(words, { studio: importerOf(asked) });
    expect(asked).toEqual([
      { folder: '/ck', packId: 'half', packFolder: '/media/out/half', precision: 'fp16', canReplace: true },
    ]);
    expect(err).toBe('');
    expect(out).toContain('outside of your packs');
  });

  it('answers programs with the report', async () => {
    const { out } = await run('packs import-pdfgc ck --json', { studio: importerOf([]) });
    expect(JSON.parse(out)).toEqual(report);
  });

  it('hands on why a checkpoint is refused, with status 6', async () => {
    const refused = new StudioError('models.checkpoint-unsafe', 'motion_model.pth wants to call posix.system.', {
      path: '/media/ck/motion_model.pth',
    });
    const importer = { importPdfgc: () => Promise.reject(refused) };
    const { status, err } = await run('packs import-pdfgc ck -q', { studio: { importer } });
    expect(status).toBe(6);
    expect(err).toMatch(/^error: motion_model\.pth wants to call posix\.system\. \[models\.checkpoint-unsafe\]/);
  });
});

describe('facet version', () => {
  it.each(['--version', '-V'])('answers %s too', async (words) => {
    const { status, out } = await run(words);
    expect(status).toBe(0);
    expect(out).toMatch(/^facet \S+, Node /);
  });

  it('shows versions in words and as JSON', async () => {
    expect((await run('version')).out).toMatch(/^facet 1\.2\.3, Node \d+\.\d+\.\d+, \w+ \w+\n$/);
    expect(JSON.parse((await run('version --json')).out)).toMatchObject({ facet: '1.2.3' });
  });
});
