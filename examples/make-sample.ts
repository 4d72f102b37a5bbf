// Makes examples/sample-talk.mp4, sample-voice.wav and sample.json: a procedural face and synthesised speech.
// Usage: node examples/make-sample.ts [--voice-only]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mouthOpening } from '../core/geometry/landmarks.ts';
import { makeMediaRunner } from '../main/engine/media/index.ts';
import { readCanonicalFace } from '../main/engine/models/canonical-face-reader.ts';
import { readFacePackage } from '../main/engine/models/face-package.ts';
import { defaultLook, renderSample } from './generator/render-sample.ts';
import { makeSampleTalk, makeSampleVoice, type SampleLine, type SampleTalk } from './generator/sample-recipe.ts';
import { speechRateHz } from './generator/voice/synthesise-speech.ts';
import { encodeWav } from './generator/voice/wav-file.ts';
import { writeSampleVideo } from './write-sample-video.ts';

const folder = dirname(fileURLToPath(import.meta.url));

async function main(): Promise<void> {
  const voice = makeSampleVoice();
  const talk = makeSampleTalk();
  await writeFile(join(folder, 'sample-voice.wav'), encodeWav(voice.samples, speechRateHz));
  if (!process.argv.includes('--voice-only')) await writeTalk(talk);
  await writeFile(join(folder, 'sample.json'), describe(talk, voice));
}

async function writeTalk(talk: SampleTalk): Promise<void> {
  const face = readCanonicalFace((await readFacePackage()).geometryMetadata);
  const scratch = await mkdtemp(join(tmpdir(), 'facet-sample-'));
  try {
    const soundPath = join(scratch, 'talk.wav');
    await writeFile(soundPath, encodeWav(talk.samples, speechRateHz));
    const startMs = performance.now();
    let largestGap = 0;
    await writeSampleVideo(await makeMediaRunner(), {
      frames: renderSample({ face, factors: talk.factors }),
      ...{ widthPx: defaultLook.widthPx, heightPx: defaultLook.heightPx, framesPerSec: talk.framesPerSec, soundPath },
      outputPath: join(folder, 'sample-talk.mp4'),
      onFrame: ({ landmarksPx }, frameIndex) => {
        const scale = talk.factors[frameIndex].scale;
        largestGap = Math.max(largestGap, mouthOpening(landmarksPx) / scale);
        process.stderr.write(`\rframe ${frameIndex + 1} of ${talk.factors.length}`);
      },
    });
    const seconds = (performance.now() - startMs) / 1000;
    process.stderr.write(`\rdrawn in ${seconds.toFixed(0)} s; widest mouth ${largestGap.toFixed(2)} iod\n`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function describe(talk: SampleTalk, voice: SampleLine): string {
  const rounded = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toFixed(5)) : value;
  const line = ({ utterance, voice: speaker, startSec }: SampleLine): object => ({
    text: utterance.text,
    speaker,
    startSec,
    sounds: utterance.sounds.map(({ symbol, stress, startSec: from, endSec }) => [
      symbol,
      stress,
      from + startSec,
      endSec + startSec,
    ]),
  });
  const fields = Object.keys(talk.factors[0]) as (keyof (typeof talk.factors)[0])[];
  const header = {
    format: 'facet.sample',
    about:
      'Exact factors of every frame of sample-talk.mp4 and times of every sound; units as in generator/sample-factors.ts',
    look: defaultLook,
    framesPerSec: talk.framesPerSec,
    soundFields: ['symbol', 'stress', 'startSec', 'endSec'],
    talk: line(talk),
    voice: line(voice),
    factorFields: fields,
  };
  const rows = talk.factors.map((factors) =>
    JSON.stringify(
      fields.map((field) => factors[field]),
      rounded,
    ),
  );
  const head = JSON.stringify(header, rounded, 1).replace(
    /\[\s+("[A-Za-z]+",\s+\d,\s+[\d.]+,\s+[\d.]+)\s+\]/g,
    (_, inner: string) => `[${inner.replace(/\s+/g, ' ')}]`,
  );
  return `${head.slice(0, -2)},\n "factors": [\n  ${rows.join(',\n  ')}\n ]\n}\n`;
}

await main();
