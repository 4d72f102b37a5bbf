import { z } from 'zod';

/** ffprobe writes many numbers as text, and leaves out what it does not know. */
const numberText = z
  .union([z.string(), z.number()])
  .transform(Number)
  .refine((value) => Number.isFinite(value))
  .optional()
  .catch(undefined);

const tags = z.record(z.string(), z.string()).default({});

const streamSchema = z.object({
  index: z.number().int(),
  codec_type: z.string().default('unknown'),
  codec_name: z.string().default('unknown'),
  width: z.number().int().default(0),
  height: z.number().int().default(0),
  pix_fmt: z.string().default('unknown'),
  color_range: z.string().default('unknown'),
  color_space: z.string().default('unknown'),
  color_transfer: z.string().default('unknown'),
  color_primaries: z.string().default('unknown'),
  sample_aspect_ratio: z.string().default('1:1'),
  r_frame_rate: z.string().default('0/0'),
  avg_frame_rate: z.string().default('0/0'),
  time_base: z.string().default('1/1000'),
  start_time: numberText,
  start_pts: numberText,
  duration: numberText,
  duration_ts: numberText,
  nb_frames: numberText,
  bits_per_raw_sample: numberText,
  sample_rate: numberText,
  channels: z.number().int().default(0),
  disposition: z.object({ attached_pic: z.number().default(0) }).default({ attached_pic: 0 }),
  side_data_list: z
    .array(z.object({ side_data_type: z.string().default(''), displaymatrix: z.string().optional() }))
    .default([]),
  tags,
});

const documentSchema = z.object({
  streams: z.array(streamSchema).default([]),
  chapters: z.array(z.unknown()).default([]),
  format: z.object({ format_name: z.string(), start_time: numberText, duration: numberText, tags }),
});

/** One stream as ffprobe describes it. */
export type ProbedStream = z.infer<typeof streamSchema>;

/** What ffprobe says of a file. */
export type ProbeDocument = z.infer<typeof documentSchema>;

/** True for MP4, QuickTime and their relatives. */
export function isMp4(document: ProbeDocument): boolean {
  return document.format.format_name.startsWith('mov,');
}

/** Reads ffprobe's JSON; null when it is not a description of a media file. */
export function parseProbeDocument(text: string): ProbeDocument | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = documentSchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
