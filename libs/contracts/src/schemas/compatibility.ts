import type { TSchema } from 'typebox';
import { ANYONE, type PublishedContract } from './published-contract.js';
import { covers, nodeOf, typesOf, valuesOf, variantsOf, type SchemaNode } from './schema-node.js';

/**
 * Who would break. `served`: readers of what we answer and publish, who may rely on every field and type that was
 * promised; values of closed lists may be added, since readers pass unknown ones on. `accepted`: senders, whose requests
 * must stay good.
 */
export type Direction = 'served' | 'accepted';

type Compare = (before: SchemaNode, after: SchemaNode, path: string, direction: Direction) => readonly string[];

const NONE: readonly string[] = [];
const LOWER_BOUNDS = ['minLength', 'minItems', 'minimum'] as const;
const UPPER_BOUNDS = ['maxLength', 'maxItems', 'maximum'] as const;

const listed = (types: Iterable<string>): string => [...types].sort().join(' or ');

const compareTypes: Compare = (before, after, path, direction) => {
  const [was, is] = [typesOf(before), typesOf(after)];
  const [wide, narrow] = direction === 'served' ? [was, is] : [is, was];
  return [...narrow].every((type) => covers(wide, type))
    ? NONE
    : [`${path}: the type was ${listed(was)} and is ${listed(is)}`];
};

const compareValues: Compare = (before, after, path, direction) => {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  if (direction === 'served' || is === null) return NONE;
  if (was === null) return [`${path}: only some values are accepted now`];
  return [...was]
    .filter((value) => !is.has(value))
    .map((value) => `${path}: ${String(value)} is not accepted any more`);
};

/** A default that changes gives other answers to the same request. */
const compareDefault: Compare = (before, after, path, direction) => {
  const [was, is] = [before.default, after.default].map((value) => JSON.stringify(value) ?? 'none');
  return direction === 'served' || was === 'none' || was === is
    ? NONE
    : [`${path}: the default was ${was} and is ${is}`];
};

/** Readers parse a served text by its format; a sender knows nothing of one that is asked for now. */
const compareFormat: Compare = (before, after, path, direction) => {
  const promised = direction === 'served' ? before.format : after.format;
  return promised === undefined || before.format === after.format
    ? NONE
    : [`${path}: the format was ${before.format ?? 'free'} and is ${after.format ?? 'free'}`];
};

const compareBounds: Compare = (before, after, path, direction) => {
  if (direction === 'served') return NONE;
  const tighter = [
    ...LOWER_BOUNDS.filter((name) => (after[name] ?? -Infinity) > (before[name] ?? -Infinity)),
    ...UPPER_BOUNDS.filter((name) => (after[name] ?? Infinity) < (before[name] ?? Infinity)),
    ...(after.pattern !== undefined && after.pattern !== before.pattern ? ['pattern'] : []),
    ...(after.uniqueItems === true && before.uniqueItems !== true ? ['uniqueItems'] : []),
    ...(after.additionalProperties === false && before.additionalProperties !== false ? ['additionalProperties'] : []),
  ];
  return tighter.map((name) => `${path}: ${name} is tighter`);
};

/** Fields that must be there; one with a default may be left out of a request. */
const requiredOf = ({ required = [], properties = {} }: SchemaNode, direction: Direction): ReadonlySet<string> =>
  new Set(required.filter((name) => direction === 'served' || properties[name]?.default === undefined));

const compareRequired: Compare = (before, after, path, direction) => {
  const [was, is] = [requiredOf(before, direction), requiredOf(after, direction)];
  if (direction === 'accepted') {
    return [...is].filter((name) => !was.has(name)).map((name) => `${path}.${name}: is required now`);
  }
  return [...was]
    .filter((name) => !is.has(name) && after.properties?.[name] !== undefined)
    .map((name) => `${path}.${name}: is not always there any more`);
};

const compareFields: Compare = (before, after, path, direction) => [
  ...Object.entries(before.properties ?? {}).flatMap(([name, field]) => {
    const now = after.properties?.[name];
    return now ? compareNodes(field, now, `${path}.${name}`, direction) : [`${path}.${name}: was removed`];
  }),
  ...Object.entries(before.patternProperties ?? {}).flatMap(([pattern, field]) => {
    const now = after.patternProperties?.[pattern];
    return now ? compareNodes(field, now, `${path}.*`, direction) : [`${path}: takes no other names any more`];
  }),
];

const compareItems: Compare = (before, after, path, direction) =>
  before.items && after.items ? compareNodes(before.items, after.items, `${path}[]`, direction) : NONE;

const VARIANT_CHECKS: readonly Compare[] = [compareBounds, compareFormat, compareRequired, compareFields, compareItems];

const ofType = (node: SchemaNode, type: string | undefined) => variantsOf(node).filter((one) => one.type === type);

/** Alternatives of one type are compared in their order. */
const compareVariants: Compare = (before, after, path, direction) =>
  [...new Set(variantsOf(before).map(({ type }) => type))].flatMap((type) => {
    const [were, are] = [ofType(before, type), ofType(after, type)];
    if (type === 'object' && are.length < were.length) return [`${path}: an alternative was removed`];
    return were.flatMap((was, index) => {
      const is = are[index];
      return is === undefined ? NONE : VARIANT_CHECKS.flatMap((check) => check(was, is, path, direction));
    });
  });

const compareNodes: Compare = (before, after, path, direction) =>
  [compareTypes, compareValues, compareDefault, compareVariants].flatMap((check) =>
    check(before, after, path, direction),
  );

/** What in the newer schema breaks users of the older one; empty: compatible. One line each, beginning with the path. */
export const breakingChanges = (before: TSchema, after: TSchema, path: string, direction: Direction): string[] => [
  ...new Set(compareNodes(nodeOf(before), nodeOf(after), path, direction)),
];

const compareAll = (
  before: Readonly<Record<string, TSchema>>,
  after: Readonly<Record<string, TSchema>>,
  direction: Direction,
): readonly string[] =>
  Object.entries(before).flatMap(([name, schema]) => {
    const now = after[name];
    return now ? breakingChanges(schema, now, name, direction) : [`${name}: was removed`];
  });

const lostCallers = (before: PublishedContract, after: PublishedContract): readonly string[] =>
  Object.entries(before.callers ?? {}).flatMap(([operation, callers]) => {
    const now = after.callers?.[operation] ?? callers;
    return callers
      .filter((caller) => !now.includes(caller) && !now.includes(ANYONE))
      .map((caller) => `${operation}: no longer for ${caller}`);
  });

/** The same for everything that is published. */
export const contractBreaks = (before: PublishedContract, after: PublishedContract): readonly string[] => [
  ...Object.entries(before.calls)
    .filter(([operation, call]) => after.calls[operation] !== call)
    .map(([operation, call]) => `${operation}: ${call} is gone`),
  ...lostCallers(before, after),
  ...compareAll(before.accepted, after.accepted, 'accepted'),
  ...compareAll(before.served, after.served, 'served'),
];
