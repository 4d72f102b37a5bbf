import { z } from 'zod';

/** The layout of templates and manifests of PD-FGC packs that this program reads. */
export const pdfgcLayout = 1;

/** Networks of a PD-FGC pack. */
export const pdfgcNetworks = ['appearance', 'motion', 'audio', 'generator'] as const;

/** One of {@link pdfgcNetworks}. */
export type PdfgcNetwork = (typeof pdfgcNetworks)[number];

const fileName = z.string().regex(/^[\w-][\w.-]*$/, 'a file name');
const positiveInt = z.number().int().positive();
const count = z.number().int().nonnegative();

const graphPort = z.object({
  name: z.string(),
  dtype: z.string(),
  shape: z.array(z.union([z.number().int(), z.string()])),
});

const taps = z.tuple([z.number(), z.number(), z.number()]).nullable();
const perFactor = <T extends z.ZodType>(value: T) =>
  z.object({ lip: value, eye: value, headPose: value, expression: value });

/** What template and manifest say alike: sizes, crop, sound front end, recipe, graphs. */
const common = {
  schema: z.literal(pdfgcLayout),
  kind: z.literal('pdfgc'),
  /** Sizes of the codes; `lipFeature` is the lip space of the contrastive losses. */
  widths: perFactor(positiveInt).extend({ id: positiveInt, lipFeature: positiveInt }),
  /** [C, H, W] of the appearance map. */
  idMap: z.tuple([positiveInt, positiveInt, positiveInt]),
  eyeRoles: z.object({ blink: z.array(count), gaze: z.array(count) }).nullable(),
  /** Alignment: where the means of both eyes and the inner mouth lie in the canvas, and the square cut out of it, px. */
  crop: z.object({
    canvasPx: positiveInt,
    targets: z.array(z.tuple([z.number(), z.number()])).length(3),
    ownShare: z.number().min(0).max(1),
    cut: z.object({ xPx: count, yPx: count, sizePx: positiveInt }),
    pictureSizePx: positiveInt,
  }),
  frameRateHz: z.number().positive(),
  audio: z.object({
    sampleRateHz: positiveInt,
    rmsTarget: z.number().positive(),
    rmsFloor: z.number().positive(),
    windowSamples: positiveInt,
    hopSamples: positiveInt,
    fftSize: positiveInt,
    leadSamples: count,
    melBins: positiveInt,
    minHz: z.number().nonnegative(),
    maxHz: z.number().positive(),
    windowRows: positiveInt,
    rowsPerFrame: positiveInt,
  }),
  recipe: z.object({ gains: perFactor(z.number()), taps: perFactor(taps) }),
};

/** A graph: an ONNX file whose weights lie in a file beside it (ONNX external data, `location` = that file's name). */
const graphSchema = z.object({
  file: fileName,
  weights: fileName,
  inputs: z.array(graphPort),
  outputs: z.array(graphPort),
});

/**
 * How a weight of a graph is made of a tensor of the checkpoint, in float32, then multiplied by `scale`:
 * 'copy' as it is; 'kernel' a modulated convolution's [1, O, I, k, k] as [O, I, k, k]; 'kernelTransposed' the same as [I, O, k, k];
 * 'kernelEnergy' [1, O, I, k, k] to [O, I], the sum of squares over k (the scale is applied after the squares).
 */
export const weightOperations = ['copy', 'kernel', 'kernelTransposed', 'kernelEnergy'] as const;

/** One weight of a graph: where it lies in the weights file, and what it is made of. */
export const templateWeightSchema = z.object({
  /** Name of the initializer in the graph. */
  name: z.string(),
  /** Name of the checkpoint's tensor. */
  key: z.string(),
  operation: z.enum(weightOperations),
  scale: z.number(),
  /** In the weights file. */
  dtype: z.enum(['float32', 'float16']),
  shape: z.array(count),
  byteOffset: count,
  byteLength: count,
});

/** A network of the template: the checkpoint's tensors, and a graph for each precision. */
export const templateNetworkSchema = z.object({
  /** Name of the official file. */
  checkpoint: fileName,
  /** Every tensor that must be in the file, with its shape. */
  tensors: z.record(z.string(), z.array(count)),
  /** Tensors that may be there or not and must have this shape if they are: counters of batches, parts that inference never reads. */
  optionalTensors: z.record(z.string(), z.array(count)),
  /** Names that begin so are left alone whatever they are: classifiers and experiments of the training. */
  ignoredPrefixes: z.array(z.string()),
  graphs: z.object({
    fp32: graphSchema.extend({ weightsBytes: positiveInt, list: z.array(templateWeightSchema) }),
    fp16: graphSchema.extend({ weightsBytes: positiveInt, list: z.array(templateWeightSchema) }),
  }),
});

const perNetwork = <T extends z.ZodType>(value: T) =>
  z.object({ appearance: value, motion: value, audio: value, generator: value });

/** `template.json`: graphs without weights, and how the official checkpoint files fill them. Written by training/, read by the import. */
export const pdfgcTemplateSchema = z.object({ ...common, networks: perNetwork(templateNetworkSchema) });

/** `manifest.json` of a PD-FGC pack, written by the import or by training/. */
export const pdfgcManifestSchema = z.object({
  ...common,
  id: z.string().min(1),
  version: z.string().min(1),
  licence: z.string().min(1),
  precision: z.enum(['fp32', 'fp16']),
  files: z.array(
    z.object({ path: fileName, sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() }),
  ),
  graphs: perNetwork(graphSchema),
  /** Of an imported pack: the files that it was made of. */
  importedFrom: z
    .array(z.object({ network: z.enum(pdfgcNetworks), file: z.string(), sha256: z.string(), bytes: count }))
    .nullable(),
});

/** A template as the program reads it. */
export type PdfgcTemplate = z.output<typeof pdfgcTemplateSchema>;
/** A network of a template. */
export type TemplateNetwork = z.output<typeof templateNetworkSchema>;
/** A weight of a graph of a template. */
export type TemplateWeight = z.output<typeof templateWeightSchema>;
/** The manifest of a PD-FGC pack. */
export type PdfgcManifest = z.output<typeof pdfgcManifestSchema>;
