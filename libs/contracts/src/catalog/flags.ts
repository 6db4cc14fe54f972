/** A mark on a served value or record: something a reader should know before trusting it. */
export interface Flag {
  readonly id: string;
  /** When it is set, in one sentence. */
  readonly rule: string;
}

const TABLE = [
  {
    id: 'zone_assumed',
    rule: 'Neither the record nor the history of the user names a zone, so the zone of the sending device, else UTC, was taken.',
  },
  {
    id: 'content_identity',
    rule: 'The record came without a stable id, so its content is its identity: edits and deletes of it cannot be recognised.',
  },
  { id: 'source_unknown', rule: 'The record does not say which app wrote it.' },
  { id: 'manual', rule: 'A person typed the value by hand.' },
  { id: 'out_of_soft_bounds', rule: 'The value lies outside the soft bounds of its metric but inside the hard ones.' },
  {
    id: 'magnitude_suspect',
    rule: 'The value is about 1000 times off the usual range of its metric, as when kilocalories are written as calories.',
  },
  { id: 'default_suspect', rule: 'A large round value of a cumulative metric is stamped on one instant.' },
  {
    id: 'near_duplicate',
    rule: 'Another cumulative or intake record of the same source, metric and value starts and ends less than a second away: all are kept, one is counted.',
  },
  {
    id: 'offset_suspect',
    rule: 'The night or workout equals the usual one of the person, or that of another source, but is shifted by whole hours.',
  },
  { id: 'fragment', rule: 'The record is one of several pieces of what the source meant as one night or workout.' },
  { id: 'generic_stages', rule: 'The night has no stages beyond asleep: no light, deep or REM sleep is known.' },
  {
    id: 'stitched',
    rule: 'The night was put together from several records of one source whose gaps are shorter than the stated limit.',
  },
] as const satisfies readonly Flag[];

export type FlagId = (typeof TABLE)[number]['id'];

/** The closed table of flags. */
export const FLAGS: readonly (Flag & { readonly id: FlagId })[] = TABLE;

export const FLAG_BY_ID: ReadonlyMap<string, Flag> = new Map(FLAGS.map((flag) => [flag.id, flag]));
