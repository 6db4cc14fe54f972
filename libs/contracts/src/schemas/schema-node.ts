import type { TSchema } from 'typebox';

/** What the comparison reads of a JSON Schema. */
export interface SchemaNode {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly uniqueItems?: boolean;
  readonly additionalProperties?: unknown;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maximum?: number;
}

/** Stands for a schema that takes everything. */
export const ANY = 'any';

export const nodeOf = (schema: TSchema): SchemaNode => schema as SchemaNode;

/** The alternatives of a schema, unions within unions opened. */
export const variantsOf = (node: SchemaNode): readonly SchemaNode[] =>
  node.anyOf === undefined ? [node] : node.anyOf.flatMap(variantsOf);

const jsonTypeOf = (value: unknown): string => (value === null ? 'null' : typeof value);

function typesOfVariant({ type, const: constant, enum: values }: SchemaNode): readonly string[] {
  if (type !== undefined) return [type];
  if (values !== undefined) return values.map(jsonTypeOf);
  return constant === undefined ? [ANY] : [jsonTypeOf(constant)];
}

/** JSON types that a value may have. */
export const typesOf = (node: SchemaNode): ReadonlySet<string> => new Set(variantsOf(node).flatMap(typesOfVariant));

/** The closed list of values, or null when it is not closed. */
export function valuesOf(node: SchemaNode): ReadonlySet<unknown> | null {
  const values = variantsOf(node).map((variant) => variant.enum ?? ('const' in variant ? [variant.const] : null));
  return values.some((list) => list === null) ? null : new Set(values.flatMap((list) => list ?? []));
}

/** Whether everything of type `inner` is also of one of the types. */
export const covers = (types: ReadonlySet<string>, inner: string): boolean =>
  types.has(inner) || types.has(ANY) || (inner === 'integer' && types.has('number'));
