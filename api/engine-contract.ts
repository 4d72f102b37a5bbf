import { z } from 'zod';
import { assetSummarySchema } from '../core/project/records.ts';
import { placedVoiceSchema, sceneFileSchema, sceneSchema } from '../core/project/scene.ts';
import { progressPhases } from '../core/ports/progress.ts';
import { sayingSchema } from './saying.ts';
import { health } from './health.ts';
import { packImportErrors, packImportItemSchema, packImportSchema } from './models.ts';
import { query, stream } from './procedure.ts';

/** Progress of a job as it crosses borders; core `JobProgress`. */
export const jobProgressSchema = z.object({
  phase: z.enum(progressPhases),
  doneFrames: z.number(),
  totalFrames: z.number(),
  /** Done share of the whole job in [0, 1]. */
  ratio: z.number(),
  elapsedSec: z.number(),
  leftSec: z.number().nullable(),
  framesPerSec: z.number().nullable(),
});

const frameRangeSchema = z.object({ startFrame: z.number().int(), endFrame: z.number().int() });

/** One finding of the fit report; core `FitFinding` with the face's number in place of the track. */
export const findingSchema = z.object({
  severity: z.enum(['blocker', 'warning', 'note']),
  code: z.string(),
  sentence: z.string(),
  /** The sentence for other languages; absent in analyses that earlier versions kept. */
  saying: sayingSchema.optional(),
  frames: z.array(frameRangeSchema).readonly(),
  faceNumber: z.number().nullable(),
});

/**
 * What the analysis of a picture found, small enough for a message. Its artifact holds `frame-times.f64` [T] (seconds) and for each
 * face `factors-<faceNumber>.f32` [T, 18]: lip 4, eye 4, headPose 6, expression 4 in the order of `factorHandles`, NaN where the face
 * was not seen, little-endian.
 */
export const analysisSummarySchema = z.object({
  artifactKey: z.string(),
  frameCount: z.number().int(),
  shots: z.array(frameRangeSchema).readonly(),
  faces: z
    .array(
      z.object({
        faceNumber: z.number().int(),
        presentFrames: z.number().int(),
        drivableFrames: z.number().int(),
        medianIodPx: z.number(),
        yawLowRad: z.number(),
        yawHighRad: z.number(),
        /** Where the face is seen, with the box (px) in the middle of each stretch. */
        stretches: z
          .array(
            frameRangeSchema.extend({
              box: z.object({ x: z.number(), y: z.number(), widthPx: z.number(), heightPx: z.number() }),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
  findings: z.array(findingSchema).readonly(),
});

/** What the voices make of the faces' lips, before edits. */
export const dubTracksSchema = z.object({
  artifactKey: z.string(),
  faces: z
    .array(
      z.object({
        faceNumber: z.number().int(),
        /** In the artifact: [T, 4] lip handles that the voice drives, NaN where nothing is driven. */
        lipFile: z.string(),
        /** In the artifact: [T] voice activity 0 to 1. */
        activityFile: z.string(),
        /** Moments at which the lips must touch, seconds on the picture's time. */
        closures: z.array(z.object({ timeSec: z.number(), isReached: z.boolean() })).readonly(),
      }),
    )
    .readonly(),
  /** For the fit report: what was learned of the person, what a voice lacks. */
  sentences: z.array(z.string()).readonly(),
  /** The same for other languages, one for each sentence, with whom it is about; saying null where a voice was kept by an earlier version. */
  notes: z
    .array(z.object({ sentence: z.string(), faceNumber: z.number().int(), saying: sayingSchema.nullable() }))
    .readonly()
    .optional(),
});

/**
 * Changed parts of consecutive frames. The artifact's `file` holds them one after the other as RGBA, 8 bits, straight alpha: 255 where
 * the pixel differs from the original's, else 0. A frame that is not listed equals the original.
 */
export const patchChunkSchema = z.object({
  startFrame: z.number().int(),
  endFrame: z.number().int(),
  artifactKey: z.string().nullable(),
  file: z.string(),
  patches: z
    .array(
      z.object({
        frameIndex: z.number().int(),
        byteOffset: z.number().int(),
        x: z.number().int(),
        y: z.number().int(),
        widthPx: z.number().int(),
        heightPx: z.number().int(),
      }),
    )
    .readonly(),
});

/** The sound of an export: placed voices, and the original sound under them (dB, null = not heard). */
export const soundtrackSchema = z.object({
  voices: z.array(placedVoiceSchema).readonly(),
  originalSoundDb: z.number().nullable(),
});

/** Either progress, or a sentence for the user, or the result, which is the last item. */
const jobItemOf = <Result extends z.ZodType>(result: Result) =>
  z.union([
    z.object({ progress: jobProgressSchema }),
    z.object({ notice: z.string(), saying: sayingSchema.optional() }),
    z.object({ result }),
  ]);

/** Generative networks at work; core `NetworkCost` for each that ran. */
export const openNetworksSchema = z.object({
  packId: z.string(),
  executionProvider: z.string(),
  costs: z
    .array(
      z.object({
        network: z.enum(['appearance', 'motion', 'audio', 'generator']),
        runs: z.number().int(),
        /** Pictures or windows of sound. */
        items: z.number().int(),
        totalMs: z.number(),
      }),
    )
    .readonly(),
});

/** Generative networks at work. */
export type OpenNetworks = z.output<typeof openNetworksSchema>;

const mediaErrors = [
  'media.not-found',
  'media.not-readable',
  'media.not-media',
  'media.truncated',
  'media.no-video',
  'media.still-picture',
  'media.no-audio',
  'media.unsupported-codec',
  'media.unsupported-bit-depth',
  'media.hdr-not-supported',
  'media.ffmpeg-failed',
  'media.ffmpeg-not-found',
  'export.disk-full',
  'export.not-writable',
] as const;

/** Failures of a scene's model pack. */
const packErrors = [
  'models.not-found',
  'models.damaged',
  'models.unsupported',
  'models.provider-missing',
  'synthesis.no-portrait',
] as const;

/** What the host asks of the engine process. Only small messages cross; pictures, tracks and sounds are files in the artifact cache. */
export const engineContract = {
  engine: {
    /** What runs here. */
    hello: query('engine.hello', {
      input: z.object({}),
      output: z.object({
        version: z.string(),
        mediaRunner: z.string(),
        executionProvider: z.string(),
        pid: z.number(),
      }),
      errors: ['media.ffmpeg-not-found', 'models.damaged', 'models.not-found', 'models.provider-missing'],
    }),
    /** The generative networks that were opened last, where they run and what they took so far; null before the first. */
    describeNetworks: query('engine.describeNetworks', {
      input: z.object({}),
      output: z.object({ networks: openNetworksSchema.nullable() }),
      errors: [],
    }),
    /** Looks into a file. Pictures that cannot be dubbed (HDR, 10 bit) are refused here already. */
    probe: query('engine.probe', {
      input: z.object({ path: z.string() }),
      output: assetSummarySchema,
      errors: mediaErrors,
    }),
    /** Shots, faces, factor tracks of a video. */
    analyse: stream('engine.analyse', {
      input: z.object({ video: sceneFileSchema }),
      output: jobItemOf(analysisSummarySchema),
      errors: mediaErrors,
    }),
    /** Loudest sample of each 1/100 s, `peaks.f32` [T] in [0, 1], channels mixed. */
    measurePeaks: stream('engine.measurePeaks', {
      input: z.object({ file: sceneFileSchema }),
      output: jobItemOf(z.object({ artifactKey: z.string(), peaksPerSec: z.number(), durationSec: z.number() })),
      errors: mediaErrors,
    }),
    /** Small pictures (JPEG, 160 px high), `<index>.jpg` in the order of the times. */
    takeThumbnails: query('engine.takeThumbnails', {
      input: z.object({ video: sceneFileSchema, timesSec: z.array(z.number()).max(64).readonly() }),
      output: z.object({ artifactKey: z.string() }),
      errors: mediaErrors,
    }),
    /** H.264 with a keyframe every half second, at most 1280 px wide, `proxy.mp4`, sound included: for pages that cannot play the file itself. */
    makeProxy: stream('engine.makeProxy', {
      input: z.object({ video: sceneFileSchema }),
      output: jobItemOf(z.object({ artifactKey: z.string() })),
      errors: mediaErrors,
    }),
    /** Places voices on the picture's time and mixes them to one file, `voice.m4a`, as long as `durationSec`. */
    mixVoices: stream('engine.mixVoices', {
      input: z.object({ voices: z.array(placedVoiceSchema).readonly(), durationSec: z.number().positive() }),
      output: jobItemOf(z.object({ artifactKey: z.string() })),
      errors: mediaErrors,
    }),
    /** What the voices of a scene make of the lips. Analyses the video first when that was not done yet. */
    readDubTracks: stream('engine.readDubTracks', {
      input: z.object({ scene: sceneSchema }),
      output: jobItemOf(dubTracksSchema),
      errors: [
        ...mediaErrors,
        'media.silent-voice',
        'analysis.no-face',
        'analysis.face-not-chosen',
        'synthesis.atlas-empty',
        ...packErrors,
      ],
    }),
    /** Frames of the scene from `startFrame` up to `endFrame`, in chunks as they are ready; frames near the start first. */
    preview: stream('engine.preview', {
      input: z.object({ scene: sceneSchema, startFrame: z.number().int(), endFrame: z.number().int() }),
      output: patchChunkSchema,
      errors: [
        ...mediaErrors,
        'media.silent-voice',
        'analysis.no-face',
        'analysis.face-not-chosen',
        'synthesis.atlas-empty',
        ...packErrors,
      ],
    }),
    /** Renders the scene to a file. Asked again with the same request after a crash, it goes on behind the last finished segment. */
    export: stream('engine.export', {
      input: z.object({
        scene: sceneSchema,
        soundtrack: soundtrackSchema,
        outputPath: z.string(),
        canReplaceOutput: z.boolean(),
        preset: z.enum(['draft', 'standard', 'high', 'master']),
        isMarked: z.boolean(),
      }),
      output: jobItemOf(
        z.object({
          outputPath: z.string(),
          sizeBytes: z.number(),
          frameCount: z.number().int(),
          changedFrames: z.number().int(),
          encoder: z.string(),
          /** Exact commands of the encoder, for the log. */
          commands: z.array(z.string()).readonly(),
          elapsedSec: z.number(),
        }),
      ),
      errors: [
        ...mediaErrors,
        'media.silent-voice',
        'media.frame-count-changed',
        'analysis.no-face',
        'analysis.face-not-chosen',
        'synthesis.atlas-empty',
        ...packErrors,
        'cli.output-exists',
        'cli.same-file',
        'export.folder-missing',
        'export.encoder-failed',
      ],
    }),
    /** Makes a pack of the paper's own checkpoint files in the user's folder of packs. */
    importPdfgc: stream('engine.importPdfgc', {
      input: packImportSchema,
      output: packImportItemSchema,
      errors: packImportErrors,
    }),
  },
  health,
};

/** What the voices make of the faces' lips. */
export type DubTracks = z.output<typeof dubTracksSchema>;
/** Changed parts of consecutive frames. */
export type PatchChunk = z.output<typeof patchChunkSchema>;
/** What an export writes, and where. */
export type ExportRequest = z.output<(typeof engineContract)['engine']['export']['input']>;
/** An item of an export's stream. */
export type ExportItem = z.output<(typeof engineContract)['engine']['export']['output']>;
/** An item of the stream that reads what voices make of lips. */
export type DubTracksItem = z.output<(typeof engineContract)['engine']['readDubTracks']['output']>;

/** The type of {@link engineContract}. */
export type EngineContract = typeof engineContract;
