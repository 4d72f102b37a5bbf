/**
 * Scores the way from voice to lip motion against measured mouths: `npx node scripts/evaluate-voice.ts [--pack FOLDER] [--data FOLDER]`.
 * Needs the evaluation material (`../shared`: cases and clips/test). Prints one table for the cases (general, and adapted
 * to the person where the source shows other speech than the dub) and one for the clips, each half scored with what the
 * other half taught.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { FaceTrack } from '../core/analysis/face-track.ts';
import { learnLipAdaptation, type LipAdaptation } from '../core/analysis/lip-adaptation.ts';
import { lipMotionFrom } from '../core/analysis/lip-motion-from-voice.ts';
import type { PersonShape } from '../core/analysis/lip-motion.ts';
import { makeLowerFaceMeasurement, measureLowerFace, poseFeatures } from '../core/analysis/person-shape-measure.ts';
import { learnPersonShape } from '../core/analysis/person-shape.ts';
import { landmarkValues } from '../core/geometry/landmarks.ts';
import type { VideoAnalyser } from '../core/ports/analysis.ts';
import type { MediaReader } from '../core/ports/media.ts';
import type { LipPredictor, VoicePrediction } from '../core/ports/voice.ts';
import { createVideoAnalyser } from '../main/engine/analysis/index.ts';
import { FfmpegMediaReader, makeMediaRunner } from '../main/engine/media/index.ts';
import { createLipPredictor } from '../main/engine/models/lip-predictor.ts';
import { loadModelPack, type AtlasPack } from '../main/engine/onnx/model-manifest.ts';
import { averageScores, scoreOpening, scoreHeader, scoreLine, type OpeningScore } from './evaluation/opening-score.ts';

/** Everything that the evaluation holds open. */
interface Bench {
  readonly pack: AtlasPack;
  readonly reader: MediaReader;
  readonly analyser: VideoAnalyser;
  readonly predictor: LipPredictor;
}

/** A video with its most prominent person. */
interface Subject {
  readonly tracks: readonly FaceTrack[];
  readonly frameTimesSec: Float64Array;
  /** Prediction for the video's own sound; null without usable sound. */
  readonly own: VoicePrediction | null;
  readonly person: PersonShape;
}

async function hear({ reader, predictor }: Bench, path: string): Promise<VoicePrediction> {
  return predictor.predict(() => reader.audio(path, 16_000));
}

async function watch(bench: Bench, path: string): Promise<Subject> {
  const info = await bench.reader.probe(path);
  if (!info.video) throw new Error(`${path} has no picture`);
  const scratchFolder = await mkdtemp(join(tmpdir(), 'facet-evaluate-'));
  try {
    const analysis = await bench.analyser.analyse(info, { scratchFolder });
    const [first] = analysis.faceTracks;
    if (!first) throw new Error(`${path} shows no face`);
    const tracks = inMemory(analysis.faceTracks.filter(({ personIndex }) => personIndex === first.personIndex));
    const own = info.audio.length > 0 ? await hear(bench, path) : null;
    const frameTimesSec = info.video.frameTimesSec;
    const isSpeechAtFrame = (frame: number) =>
      own?.isSpeech[Math.round((frameTimesSec[frame] - own.startSec) * own.rateHz)] === 1;
    const { defaultArticulationScale: articulationScale, restShare } = bench.pack.manifest.lip;
    const input = {
      tracks,
      face: bench.analyser.canonicalFace,
      basis: bench.pack.basis,
      defaults: { articulationScale, restShare },
    };
    const person = learnPersonShape(own ? { ...input, isSpeechAtFrame } : input);
    return { tracks, frameTimesSec, own, person };
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
}

/** Tracks whose landmarks no longer need the scratch folder. */
function inMemory(tracks: readonly FaceTrack[]): readonly FaceTrack[] {
  return tracks.map((track) => {
    const frames = Array.from({ length: track.endFrame - track.startFrame }, (_, t) => {
      const landmarks = new Float32Array(landmarkValues);
      return track.landmarks.read(track.startFrame + t, landmarks) ? landmarks : null;
    });
    const read = (frame: number, out: Float32Array) => {
      const found = frames[frame - track.startFrame];
      if (found) out.set(found);
      return found !== null && found !== undefined;
    };
    return { ...track, landmarks: { startFrame: track.startFrame, endFrame: track.endFrame, read } };
  });
}

/** Measured opening above rest at each frame of the video, iod; NaN where there is none. */
function measuredOpening({ pack, analyser }: Bench, { tracks, frameTimesSec, person }: Subject): Float64Array {
  const opening = new Float64Array(frameTimesSec.length).fill(Number.NaN);
  const context = { person, face: analyser.canonicalFace, basis: pack.basis };
  const measurement = makeLowerFaceMeasurement(pack.basis);
  const landmarks = new Float32Array(landmarkValues);
  for (const track of tracks) {
    for (let t = 0; t < track.endFrame - track.startFrame; t++) {
      if (track.isDrivable[t] !== 1 || !track.landmarks.read(track.startFrame + t, landmarks)) continue;
      opening[track.startFrame + t] = measureLowerFace(
        landmarks,
        poseFeatures(track.pose, t),
        context,
        measurement,
      ).opening;
    }
  }
  return opening;
}

/** What to score: a dub's opening over the frames for which `isScored` holds. */
interface Scoring {
  readonly truth: Float64Array;
  readonly frameTimesSec: Float64Array;
  readonly voice: VoicePrediction;
  readonly voiceOffsetSec: number;
  readonly person: PersonShape;
  readonly adaptation: LipAdaptation | null;
  readonly isScored: (frame: number) => boolean;
}

function score(scoring: Scoring): OpeningScore {
  const { truth, frameTimesSec, voice, person, adaptation, voiceOffsetSec, isScored } = scoring;
  const endFrame = Math.min(truth.length, frameTimesSec.length);
  const motion = lipMotionFrom({
    prediction: voice,
    person,
    adaptation,
    frameTimesSec,
    startFrame: 0,
    endFrame,
    voiceOffsetSec,
  });
  const isSpeech = Array.from({ length: endFrame }, (_, frame) => {
    return voice.isSpeech[Math.round((frameTimesSec[frame] - voiceOffsetSec - voice.startSec) * voice.rateHz)] === 1;
  });
  return scoreOpening({ made: motion.opening, truth, isSpeech, isScored, restOpening: person.restOpening });
}

/** `<name>_self` and `<name>_shift` cases: the truth is known. */
async function evaluateCases(bench: Bench, folder: string): Promise<void> {
  const names = readdirSync(folder)
    .filter((name) => /_(self|shift)$/.test(name))
    .sort();
  const rows: OpeningScore[] = [];
  console.log(`\nCases (${folder})\n${scoreHeader}`);
  for (const name of names) {
    const source = await watch(bench, join(folder, name, 'source.mp4'));
    const truthFile = join(folder, name, 'truth.mp4');
    const truthSubject = existsSync(truthFile) ? await watch(bench, truthFile) : source;
    const voice = await hear(bench, join(folder, name, 'audio.wav'));
    const truth = measuredOpening(bench, truthSubject);
    const base = {
      truth,
      frameTimesSec: truthSubject.frameTimesSec,
      voice,
      voiceOffsetSec: 0,
      person: source.person,
      isScored: () => true,
    };
    const plain = score({ ...base, adaptation: null });
    rows.push(plain);
    console.log(scoreLine(name, plain));
    // Learning from the very speech that is scored would flatter: only other speech of the same person counts.
    if (!name.endsWith('_shift') || !source.own) continue;
    const adaptation = learn(bench, source, source.own);
    console.log(
      scoreLine(
        `  adapted (${adaptation.isUsed ? `own r ${adaptation.scoreBefore?.toFixed(2)} -> ${adaptation.scoreAfter?.toFixed(2)}` : 'refused'}, ${adaptation.speechSec.toFixed(1)} s)`,
        score({ ...base, adaptation }),
      ),
    );
  }
  console.log(scoreLine('MEAN without adaptation', averageScores(rows)));
}

function learn(
  { pack, analyser }: Bench,
  { tracks, frameTimesSec, person }: Subject,
  prediction: VoicePrediction,
): LipAdaptation {
  return learnLipAdaptation({
    prediction,
    tracks,
    frameTimesSec,
    person,
    face: analyser.canonicalFace,
    basis: pack.basis,
  });
}

/** Frames of context that the network shares across the seam of two halves. */
const seamSec = 0.7;

/** Clips with their own sound: each half is scored without and with what the other half taught. */
async function evaluateClips(bench: Bench, folder: string, lagSecOf: ReadonlyMap<string, number>): Promise<void> {
  const general: OpeningScore[] = [];
  const adapted: OpeningScore[] = [];
  console.log(`\nClips, each half with what the other half taught (${folder})\n${scoreHeader}`);
  for (const file of readdirSync(folder)
    .filter((name) => /\.(mp4|mpg)$/.test(name))
    .sort()) {
    const subject = await watch(bench, join(folder, file));
    if (!subject.own) continue;
    const truth = measuredOpening(bench, subject);
    const middleSec = subject.frameTimesSec[truth.length >> 1];
    const pair = [-1, 1].map((side) => {
      const isOther = (timeSec: number) => side * (timeSec - middleSec) < -seamSec / 2;
      const other = {
        ...subject.own!,
        isSpeech: subject.own!.isSpeech.map((value, t) =>
          isOther(subject.own!.startSec + t / subject.own!.rateHz) ? value : 0,
        ),
      };
      const adaptation = learn(bench, subject, other);
      const isScored = (frame: number) => side * (subject.frameTimesSec[frame] - middleSec) >= 0;
      const base = {
        truth,
        frameTimesSec: subject.frameTimesSec,
        voice: subject.own!,
        voiceOffsetSec: -(lagSecOf.get(file) ?? 0),
        person: subject.person,
        isScored,
      };
      return { plain: score({ ...base, adaptation: null }), adapted: score({ ...base, adaptation }), adaptation };
    });
    const [plain, better] = [
      averageScores(pair.map((half) => half.plain)),
      averageScores(pair.map((half) => half.adapted)),
    ];
    general.push(plain);
    adapted.push(better);
    console.log(scoreLine(file.slice(0, 30), plain));
    console.log(
      scoreLine(
        `  adapted (${pair.map(({ adaptation }) => `${adaptation.speechSec.toFixed(0)} s`).join(', ')})`,
        better,
      ),
    );
  }
  console.log(scoreLine('MEAN without adaptation', averageScores(general)));
  console.log(scoreLine('MEAN with adaptation', averageScores(adapted)));
}

/** Lags (seconds, > 0: the sound is late) that the audit holds for certain. */
function readAuditedLags(path: string): ReadonlyMap<string, number> {
  if (!existsSync(path)) return new Map();
  const { clips } = JSON.parse(readFileSync(path, 'utf8')) as {
    clips: { file: string; lag_ms: number; confidence: string }[];
  };
  return new Map(
    clips.filter(({ confidence }) => confidence === 'high').map(({ file, lag_ms: lagMs }) => [file, lagMs / 1000]),
  );
}

const { values } = parseArgs({
  options: {
    pack: { type: 'string', default: 'resources/models/atlas' },
    data: { type: 'string', default: '../shared' },
    clips: { type: 'string', default: 'test' },
    'no-cases': { type: 'boolean', default: false },
  },
});
const data = resolve(values.data);
if (!existsSync(join(data, 'cases'))) {
  console.error(`The evaluation material is not in ${data}; name its folder with --data.`);
  process.exit(1);
}
const reader = new FfmpegMediaReader(await makeMediaRunner({ environment: process.env }));
const pack = await loadModelPack(resolve(values.pack));
const bench: Bench = {
  pack,
  reader,
  analyser: await createVideoAnalyser({ reader }),
  predictor: await createLipPredictor({ pack }),
};
console.log(`Pack ${pack.manifest.id} ${pack.manifest.version}`);
if (!values['no-cases']) await evaluateCases(bench, join(data, 'cases'));
await evaluateClips(bench, join(data, 'clips', values.clips), readAuditedLags(join(data, 'clips', 'sync.json')));
await bench.predictor.close();
await bench.analyser.close();
