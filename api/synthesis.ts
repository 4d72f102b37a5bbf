import { z } from 'zod';
import { patchChunkSchema } from './engine-contract.ts';
import { stream } from './procedure.ts';

/** Frames as they will be exported. */
export const synthesis = {
  /**
   * Changed parts of frames, in chunks as they are ready, made from the project as it is when asked. Frames already made from an equal
   * scene come at once. Leaving the stream stops the work.
   */
  preview: stream('synthesis.preview', {
    input: z.object({
      projectId: z.string(),
      startFrame: z.number().int().nonnegative(),
      endFrame: z.number().int().positive(),
    }),
    output: patchChunkSchema.omit({ artifactKey: true, file: true }).extend({ url: z.string().nullable() }),
    errors: [
      'project.not-open',
      'project.no-video',
      'project.asset-missing',
      'media.not-found',
      'media.silent-voice',
      'media.ffmpeg-failed',
      'analysis.no-face',
      'analysis.face-not-chosen',
      'synthesis.atlas-empty',
      'synthesis.no-portrait',
      'models.not-found',
      'models.damaged',
      'models.unsupported',
      'models.provider-missing',
      'engine.crashed',
    ],
  }),
};
