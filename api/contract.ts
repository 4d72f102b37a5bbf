import { invariant } from '../core/errors.ts';
import { about } from './about.ts';
import { analysis } from './analysis.ts';
import { edit } from './edit.ts';
import { exporting } from './export.ts';
import { files } from './files.ts';
import { health } from './health.ts';
import { jobs } from './jobs.ts';
import { media } from './media.ts';
import { models } from './models.ts';
import type { Procedure } from './procedure.ts';
import { project } from './project.ts';
import { settings } from './settings.ts';
import { synthesis } from './synthesis.ts';

/** Everything that a user interface may ask of the studio, by prefix and verb. */
export const contract = {
  about,
  analysis,
  edit,
  export: exporting,
  files,
  health,
  jobs,
  media,
  models,
  project,
  settings,
  synthesis,
};

/** The type of {@link contract}; clients and handlers are derived from it. */
export type Contract = typeof contract;

/** A contract of any content, for the functions that work on all of them. */
export type AnyContract = Readonly<Record<string, Readonly<Record<string, Procedure>>>>;

/** The procedures of a contract by name. Two of one name, or a name that is not its place, are bugs. */
export function proceduresByName(of: AnyContract): ReadonlyMap<string, Procedure> {
  const byName = new Map<string, Procedure>();
  for (const [prefix, group] of Object.entries(of)) {
    for (const [verb, procedure] of Object.entries(group)) {
      invariant(procedure.name === `${prefix}.${verb}`, `procedure ${procedure.name} stands at ${prefix}.${verb}`);
      invariant(!byName.has(procedure.name), `two procedures are called ${procedure.name}`);
      byName.set(procedure.name, procedure);
    }
  }
  return byName;
}
