// Reads and writes every frame unchanged with the product's own reader and writer, in a process of its own:
// `node plain-reencode.ts VIDEO VOICE OUTPUT`. What a dub costs beyond this is the dub's own.
import { makeMediaRunner } from '../../main/engine/media/index.ts';
import { reencode } from '../evaluation/make-results.ts';

const [video, voice, output] = process.argv.slice(2);
if (output === undefined) throw new Error('usage: plain-reencode.ts VIDEO VOICE OUTPUT');
await reencode(await makeMediaRunner(), video, voice, output);
