import { z } from 'zod';
import { recordWishSchema } from '../core/project/record-change.ts';
import { command } from './procedure.ts';

const steps = ['project.not-open', 'project.read-only', 'project.invalid-change', 'export.disk-full'] as const;

/** Labels of the steps that the host makes by itself; a page of another language says them its own way. */
export const hostSteps = {
  importFile: 'Import a file',
  importFiles: 'Import files',
  locateFile: 'Locate a file',
  locateFiles: 'Locate files',
  placeVoice: 'Place the voice',
} as const;

/** Changes of a project; each is one transaction and one step of the history. */
export const edit = {
  /**
   * Makes records what is wished. `label` names the step in the menu ("Move line"). Calls with the same `gestureId`, following each
   * other, become one step: a drag is undone at once.
   */
  apply: command('edit.apply', {
    input: z.object({
      projectId: z.string(),
      label: z.string().min(1).max(120),
      gestureId: z.string().nullable(),
      wishes: z.array(recordWishSchema).min(1).readonly(),
    }),
    output: z.object({ revision: z.number().int() }),
    errors: steps,
  }),
  /** Takes the last step back; label null when there was none. */
  undo: command('edit.undo', {
    input: z.object({ projectId: z.string() }),
    output: z.object({ label: z.string().nullable(), revision: z.number().int() }),
    errors: steps,
  }),
  /** Makes the last undone step again. */
  redo: command('edit.redo', {
    input: z.object({ projectId: z.string() }),
    output: z.object({ label: z.string().nullable(), revision: z.number().int() }),
    errors: steps,
  }),
};
