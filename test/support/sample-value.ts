import { z } from 'zod';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The smallest value that a schema accepts, built from its JSON form; the schema itself is the judge. */
export function sampleOf(schema: z.ZodType): unknown {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const sample = build(root, root);
  const checked = schema.safeParse(sample);
  if (!checked.success)
    throw new Error(`no sample for ${JSON.stringify(root).slice(0, 300)}: ${checked.error.message.slice(0, 500)}`);
  return sample;
}

function build(schema: JsonSchema, root: JsonSchema): unknown {
  if (typeof schema.$ref === 'string') return build(resolve(root, schema.$ref), root);
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined;
  // The last of a nullable pair is null; what is before it says more.
  if (choices !== undefined) return build(choices[0], root);
  const parts = schema.allOf as readonly JsonSchema[] | undefined;
  if (parts !== undefined) return Object.assign({}, ...parts.map((part) => build(part, root)));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return buildObject(schema, root);
    case 'array':
      return buildArray(schema, root);
    case 'string':
      return 'a'.repeat(Math.max(1, Number(schema.minLength ?? 1)));
    case 'integer':
    case 'number':
      return lowestOf(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return {};
  }
}

function buildObject(schema: JsonSchema, root: JsonSchema): unknown {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = new Set((schema.required ?? []) as readonly string[]);
  const entries = Object.entries(properties).filter(([name]) => required.has(name));
  return Object.fromEntries(entries.map(([name, property]) => [name, build(property, root)]));
}

function buildArray(schema: JsonSchema, root: JsonSchema): unknown {
  const tuple = schema.prefixItems as readonly JsonSchema[] | undefined;
  if (tuple !== undefined) return tuple.map((part) => build(part, root));
  const count = Number(schema.minItems ?? 0);
  return Array.from({ length: count }, () => build(schema.items as JsonSchema, root));
}

function lowestOf(schema: JsonSchema): number {
  const above = schema.exclusiveMinimum;
  if (typeof above === 'number') return Math.max(above, 0) + 1;
  return Math.max(Number(schema.minimum ?? 0), 0);
}

function resolve(root: JsonSchema, reference: string): JsonSchema {
  if (reference === '#') return root;
  const path = reference.replace(/^#\//, '').split('/');
  return path.reduce<JsonSchema>((at, name) => at[name] as JsonSchema, root);
}
