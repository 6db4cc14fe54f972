import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RECORD_TYPES, type Platform, type Source } from '@tributary/contracts';
import { createNormalizer } from './normalizer.js';
import { recordTypeIdOf } from './record-type-id.js';

/** One case: what a bridge sent, and the canonical records (or the refusal) worked out by hand. */
interface GoldenCase {
  readonly source: string;
  readonly context: { readonly receivedAt: string; readonly deviceTimeZone: string; readonly native?: boolean };
  readonly input: unknown;
  readonly expected?: { readonly records: readonly object[]; readonly warnings: readonly object[] };
  readonly expectedFailure?: { readonly code: string; readonly path: string };
}

const GOLDEN = join(dirname(fileURLToPath(import.meta.url)), '../golden');
const FOLDERS: Record<Platform, string> = { healthkit: 'healthkit', health_connect: 'health-connect' };

const cases = (Object.keys(FOLDERS) as Platform[]).flatMap((platform) =>
  readdirSync(join(GOLDEN, FOLDERS[platform])).map((file) => {
    const golden = JSON.parse(readFileSync(join(GOLDEN, FOLDERS[platform], file), 'utf8')) as GoldenCase;
    return { platform, title: file.replace(/\.json$/, ''), golden };
  }),
);

/**
 * Times as ISO text under names without `Ms`, so that expectations can be read and checked by hand; numbers to 12
 * digits, which is more than a conversion worked out by hand needs.
 */
function readable(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      key.endsWith('Ms')
        ? [key.slice(0, -2), typeof item === 'number' ? new Date(item).toISOString() : item]
        : [key, readable(item)],
    ),
  );
}

function normalize({ platform, golden }: (typeof cases)[number]) {
  const { receivedAt, deviceTimeZone, native } = golden.context;
  const normalizer = createNormalizer({
    platform,
    receivedMs: Date.parse(receivedAt),
    deviceTimeZone,
    native: native ?? false,
  });
  const result = normalizer.record(golden.input, 0);
  const sources = new Map<string, Source>(normalizer.sources().map((source) => [source.id, source]));
  return { result, sources };
}

describe.each(cases)('$platform $title', (golden) => {
  const { expected, expectedFailure } = golden.golden;

  if (expected !== undefined)
    it('gives the expected records and warnings', () => {
      const { result, sources } = normalize(golden);
      if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.problem)}`);
      const records = result.records.map((record) => ({
        ...(readable(record) as object),
        source: sources.get(record.sourceId),
      }));
      expect(records).toMatchObject(readable(expected?.records) as object[]);
      expect(records).toHaveLength(expected?.records.length ?? 0);
      expect(result.warnings).toEqual(expected?.warnings);
    });

  if (expectedFailure !== undefined)
    it('is refused with code and path', () => {
      const { result } = normalize(golden);
      expect(result.ok ? result.records : { code: result.problem.code, path: result.problem.path }).toEqual(
        expectedFailure,
      );
    });
});

describe('the golden cases', () => {
  it('cover every type that is not a plain row of the tables', () => {
    const covered = new Set(
      cases.flatMap((item) => {
        const { result } = normalize(item);
        const rawTypes = result.ok ? result.records.map(({ rawType }) => rawType) : [];
        const { correlationType } = item.golden.input as { correlationType?: string };
        return [...rawTypes, correlationType].map((type) => `${item.platform} ${type ?? ''}`);
      }),
    );
    const plain = new Set(['quantity', 'category', 'clinical', 'document', 'characteristic']);
    const special = RECORD_TYPES.filter(({ platform, family }) =>
      platform === 'healthkit' ? !plain.has(family) : family !== 'quantity' && family !== 'series',
    ).map(({ platform, id }) => `${platform} ${recordTypeIdOf(platform, id)}`);
    expect(special.filter((type) => !covered.has(type))).toEqual([
      'healthkit HKVisionPrescriptionTypeIdentifier',
      'healthkit HKScoredAssessmentTypeIdentifierPHQ9',
    ]);
  });
});
