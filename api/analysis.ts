import { z } from 'zod';
import { analysisSummarySchema, dubTracksSchema } from './engine-contract.ts';
import { command, query } from './procedure.ts';

/** What is seen in the picture and heard in the voices. Made by jobs; a 'derived' event tells when it is there. */
export const analysis = {
  /** Starts the analysis of the project's video, or of another video asset; answers the job that does it, null when it is done already. */
  start: command('analysis.start', {
    input: z.object({ projectId: z.string(), assetId: z.string().nullable() }),
    output: z.object({ jobId: z.string().nullable() }),
    errors: ['project.not-open', 'project.no-video', 'project.asset-missing'],
  }),
  /** The analysis of the project's video (assetId null) or another video asset; null while not made. Files of the artifact are at `filesUrl` + name. */
  read: query('analysis.read', {
    input: z.object({ projectId: z.string(), assetId: z.string().nullable() }),
    output: z.object({ summary: analysisSummarySchema, filesUrl: z.string() }).nullable(),
    errors: ['project.not-open', 'project.no-video'],
  }),
  /** What the placed voices make of the lips; null while not made. Jobs for it start by themselves when lines change. */
  readDubTracks: query('analysis.readDubTracks', {
    input: z.object({ projectId: z.string() }),
    output: z.object({ tracks: dubTracksSchema, filesUrl: z.string() }).nullable(),
    errors: ['project.not-open'],
  }),
};
