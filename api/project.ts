import { z } from 'zod';
import { recordChangeSchema } from '../core/project/record-change.ts';
import { recordSchemas } from '../core/project/records.ts';
import { command, query, stream } from './procedure.ts';
import { sayingSchema } from './saying.ts';

const projectIdSchema = z.object({ projectId: z.string() });

/** A whole project as it crosses the border. */
export const projectDocumentSchema = z.object({
  settings: z.record(z.string(), recordSchemas.settings),
  assets: z.record(z.string(), recordSchemas.assets),
  lines: z.record(z.string(), recordSchemas.lines),
  edits: z.record(z.string(), recordSchemas.edits),
  faces: z.record(z.string(), recordSchemas.faces),
  markers: z.record(z.string(), recordSchemas.markers),
});

/** Labels of the next step back and forward; null = none. */
export const historySchema = z.object({ undoLabel: z.string().nullable(), redoLabel: z.string().nullable() });

/** An open project. */
export const projectStateSchema = projectIdSchema.extend({
  path: z.string(),
  mode: z.enum(['editing', 'read-only']),
  /** Why it is read-only or what was repaired; empty when all is well. */
  notice: z.string(),
  /** The notice for other languages. */
  noticeSaying: sayingSchema.optional(),
  revision: z.number().int(),
  document: projectDocumentSchema,
  history: historySchema,
  /** Assets whose file is gone or changed since it was imported. */
  missingAssetIds: z.array(z.string()).readonly(),
});

/** What the watcher of a project is told. */
export const projectEventSchema = z.union([
  /** Somebody (also this user interface) committed, undid or redid a step. */
  z.object({
    event: z.literal('changed'),
    revision: z.number().int(),
    changes: z.array(recordChangeSchema).readonly(),
    history: historySchema,
  }),
  z.object({ event: z.literal('assets-checked'), missingAssetIds: z.array(z.string()).readonly() }),
  /** Derived data was made or is stale: ask for it again. */
  z.object({
    event: z.literal('derived'),
    what: z.enum(['analysis', 'dub-tracks', 'waveforms', 'thumbnails', 'proxies', 'dub-sound']),
  }),
  z.object({ event: z.literal('closed') }),
]);

const opening = ['project.not-found', 'project.not-a-project', 'project.too-new', 'project.damaged'] as const;
const writing = ['project.exists', 'export.not-writable', 'export.folder-missing', 'export.disk-full'] as const;

/** Project files: every change is saved as it is made. */
export const project = {
  /** Projects opened before, newest first. */
  listRecent: query('project.listRecent', {
    input: z.object({}),
    output: z
      .array(z.object({ path: z.string(), name: z.string(), openedMs: z.number(), isPresent: z.boolean() }))
      .readonly(),
    errors: [],
  }),
  /** Takes one entry out of that list; the file stays. */
  forgetRecent: command('project.forgetRecent', {
    input: z.object({ path: z.string() }),
    output: z.object({}),
    errors: [],
  }),
  /** Makes a project file. `path` null: a free name in the user's Facet folder. */
  create: command('project.create', {
    input: z.object({ name: z.string().min(1).max(200), path: z.string().nullable() }),
    output: projectIdSchema,
    errors: writing,
  }),
  /** Makes a project of the sample that comes with Facet: a drawn talking head and a synthesised voice, already placed. */
  createSample: command('project.createSample', {
    input: z.object({}),
    output: projectIdSchema,
    errors: [...writing, 'media.not-found', 'media.not-media'],
  }),
  /** Opens a project file; one that is open already gives the same id. */
  open: command('project.open', {
    input: z.object({ path: z.string() }),
    output: projectIdSchema,
    errors: [...opening, ...writing],
  }),
  read: query('project.read', { input: projectIdSchema, output: projectStateSchema, errors: ['project.not-open'] }),
  /** Events from the moment of asking on. The project stays open while somebody watches; the last one to leave closes it after a while. */
  watch: stream('project.watch', { input: projectIdSchema, output: projectEventSchema, errors: ['project.not-open'] }),
  saveCopy: command('project.saveCopy', {
    input: projectIdSchema.extend({ path: z.string() }),
    output: z.object({}),
    errors: ['project.not-open', ...writing],
  }),
  listSnapshots: query('project.listSnapshots', {
    input: projectIdSchema,
    output: z.array(z.object({ snapshotId: z.string(), createdMs: z.number(), sizeBytes: z.number() })).readonly(),
    errors: ['project.not-open'],
  }),
  restoreSnapshot: command('project.restoreSnapshot', {
    input: projectIdSchema.extend({ snapshotId: z.string() }),
    output: z.object({ revision: z.number().int() }),
    errors: ['project.not-open', 'project.read-only', 'project.damaged', 'project.not-found'],
  }),
  /** Points an asset at a file that moved. A file with other content is refused unless `canDiffer`. Others that lie beside it are found too. */
  relinkAsset: command('project.relinkAsset', {
    input: projectIdSchema.extend({ assetId: z.string(), path: z.string(), canDiffer: z.boolean() }),
    output: z.object({ relinkedAssetIds: z.array(z.string()).readonly() }),
    errors: [
      'project.not-open',
      'project.read-only',
      'media.not-found',
      'media.not-readable',
      'project.invalid-change',
    ],
  }),
  close: command('project.close', { input: projectIdSchema, output: z.object({}), errors: [] }),
};
