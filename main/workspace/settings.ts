import { z } from 'zod';
import { settingsSchema } from '../../api/settings.ts';
import type { SettingsValue } from '../../api/settings.ts';
import { makeTurns } from './turns.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What exports on this computer took, compared with what was estimated for them; 1 = as estimated. */
const exportMeasureSchema = z.object({ timeFactor: z.number().positive(), sizeFactor: z.number().positive() });

/** What exports took, by size and preset. */
const exportMeasuresSchema = z.record(z.string(), exportMeasureSchema);

/** How far an export was from its estimate. */
export type ExportMeasure = z.output<typeof exportMeasureSchema>;

/** Settings of the application, and what it learned of this computer. */
export interface Settings {
  read(): Promise<SettingsValue>;
  /** @throws 'export.not-writable' | 'export.disk-full' */
  write(changes: SettingsChanges): Promise<SettingsValue>;
  readExportMeasures(): Promise<Readonly<Record<string, ExportMeasure>>>;
  noteExportMeasure(name: string, measure: ExportMeasure): Promise<void>;
}

/** Fields to change; an absent or undefined one stays. */
export type SettingsChanges = { readonly [Field in keyof SettingsValue]?: SettingsValue[Field] | undefined };

/** Settings in the store; fields of other versions of the product stay there untouched. */
export function createSettings({ settings: store }: Pick<WorkspacePorts, 'settings'>): Settings {
  const turns = makeTurns();
  const readStored = async () => fieldsOf(await store.readSettings());
  const readMeasures = async () => {
    const measures = exportMeasuresSchema.safeParse((await readStored()).exportMeasures);
    return measures.success ? measures.data : {};
  };
  return {
    read: async () => settingsFrom(await readStored()),
    write: (changes) =>
      turns.take(async () => {
        const stored = await readStored();
        const given = Object.entries(changes).filter(([, value]) => value !== undefined);
        const next = settingsSchema.parse({ ...settingsFrom(stored), ...Object.fromEntries(given) });
        await store.writeSettings({ ...stored, ...next });
        return next;
      }),
    readExportMeasures: readMeasures,
    noteExportMeasure: (name, measure) =>
      turns.take(async () => {
        const exportMeasures = { ...(await readMeasures()), [name]: measure };
        await store.writeSettings({ ...(await readStored()), exportMeasures });
      }),
  };
}

/** Stored settings, checked field by field: a broken one counts as absent. */
export function settingsFrom(stored: Readonly<Record<string, unknown>>): SettingsValue {
  const sound = Object.entries(settingsSchema.shape).flatMap(([name, schema]) => {
    const field = (schema as z.ZodType).safeParse(stored[name]);
    return field.success ? [[name, field.data] as const] : [];
  });
  return settingsSchema.parse(Object.fromEntries(sound));
}

function fieldsOf(stored: unknown): Readonly<Record<string, unknown>> {
  const fields = z.record(z.string(), z.unknown()).safeParse(stored);
  return fields.success ? fields.data : {};
}
