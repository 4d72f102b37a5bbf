/**
 * Measures which handles change when one is edited: `node bench/crosstalk.ts [--frames 40] [--only yaw,pitch] [--clips FILE@SEC,...]`.
 * Prints one line an edit and, for a run over everything, writes docs/crosstalk.md. Needs the folder of real clips.
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCanonicalFace } from '../main/engine/models/canonical-face-reader.ts';
import { readFacePackage } from '../main/engine/models/face-package.ts';
import { openAnalysisBench } from '../test/support/open-analyser.ts';
import { clipPath, noClips } from '../test/support/shared-clips.ts';
import { constantEdit, editedHandles, handles, measureEdit, openClip } from './crosstalk/measure-crosstalk.ts';
import { crosstalkText, typicalOf, type CrosstalkRow } from './crosstalk/write-crosstalk.ts';

/** People of different age, skin, light and pose; none was used to set a figure. */
const measuredClips = [
  { file: 'test/SadTalker__test_examples_source_image_WDA_EdMarkey0_000_hist.mp4', startSec: 0 },
  { file: 'test/EDTalk__test_data_uncrop_Obama.mp4', startSec: 0 },
  { file: 'test/video-retalking__examples_face_1.mp4', startSec: 0 },
];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      frames: { type: 'string', default: '50' },
      only: { type: 'string', default: '' },
      clips: { type: 'string', default: '' },
    },
  });
  if (noClips !== false && values.clips === '') throw new Error(noClips);
  const named = values.clips.split(',').filter(Boolean);
  const sources =
    named.length > 0
      ? named.map((text) => ({ path: text.split('@')[0], startSec: Number(text.split('@')[1] ?? 0) }))
      : measuredClips.map(({ file, startSec }) => ({ path: clipPath(file), startSec }));
  const face = readCanonicalFace((await readFacePackage()).geometryMetadata);
  const bench = await openAnalysisBench();
  const rows: CrosstalkRow[] = [];
  const clips: { name: string; text: string }[] = [];
  for (const [k, { path, startSec }] of sources.entries()) {
    const clip = await openClip(bench, face, path, startSec, Number(values.frames), `clip-${k}`);
    const iodPx = clip.track.medianIodPx;
    const text = `${clip.widthPx}x${clip.heightPx}, ${clip.pictures.length} frames, eyes ${Math.round(iodPx)} px apart`;
    clips.push({ name: clip.name, text: `clip ${k + 1}: ${text}` });
    for (const handle of editedHandles) {
      if (values.only !== '' && !values.only.split(',').includes(handle.name)) continue;
      const motion = constantEdit(clip.track, handle, typicalOf(handle, iodPx));
      const row = { clip: clip.name, handle, iodPx, response: await measureEdit(bench, face, clip, motion) };
      rows.push(row);
      console.log(`${clip.name} ${handle.name.padEnd(11)} ${rowText(row)}`);
    }
  }
  await bench.close();
  if (values.only !== '' || named.length > 0) return;
  const page = crosstalkText({ command: `node bench/crosstalk.ts --frames ${values.frames}`, clips, rows });
  await writeFile(join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'crosstalk.md'), page);
}

function rowText({ response, iodPx }: CrosstalkRow): string {
  const shares = handles.map(
    (handle, h) => `${handle.name} ${(response.change[h] / typicalOf(handle, iodPx)).toFixed(2)}`,
  );
  return `${response.msPerFrame.toFixed(1)} ms  ${shares.join(' ')}`;
}

await main();
