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
  {
    id: 'out_of_soft_bounds',
    rule: 'The value lies outside the soft bounds of its metric but inside the hard ones. Bounds of a day hold for the sum of a local day: there a value is flagged that alone is more than the upper one.',
  },
  {
    id: 'magnitude_suspect',
    rule: 'The value lies outside the usual range of its metric, and inside it when multiplied or divided by 1000, as when kilocalories are written as calories. The range is the soft bounds (those of a day for a record of 20 hours or more); for one meal or drink it is 50 to 3000.',
  },
  {
    id: 'default_suspect',
    rule: 'A value of whole hundreds, at least a hundredth of the most of a usual day, of a cumulative metric of activity is stamped on one instant.',
  },
  {
    id: 'near_duplicate',
    rule: 'Another cumulative or intake record of the same source, metric and value starts and ends less than a second away: all are kept, one is counted.',
  },
  {
    id: 'offset_suspect',
    rule: 'The night or workout equals that of another source, but start and end are shifted by the same whole hours, up to 14: a night to 2 minutes; a workout to 1 minute if distance or heart rate agree, and where neither can be compared to 5 seconds, if the sports are of one family and no start or end lies on a full five minutes. Or a night of three hours or more is shifted so by two hours or more from the usual one, on which at least three nights, and two thirds of all within 76 hours, agree to 20 minutes by the local clock.',
  },
  {
    id: 'fragment',
    rule: 'The night is a piece of one: another source saw at least 80 % of it inside a sleep at least twice as long, or the same source has another night less than three hours away. Pieces with gaps below 60 minutes are not two nights, but stitched.',
  },
  { id: 'generic_stages', rule: 'The night has no stages beyond asleep: no light, deep or REM sleep is known.' },
  {
    id: 'stitched',
    rule: 'The night was put together from several sessions of one source, or from records with gaps between them; the gaps are shorter than 60 minutes.',
  },
] as const satisfies readonly Flag[];

export type FlagId = (typeof TABLE)[number]['id'];

/** The closed table of flags. */
export const FLAGS: readonly (Flag & { readonly id: FlagId })[] = TABLE;

export const FLAG_BY_ID: ReadonlyMap<string, Flag> = new Map(FLAGS.map((flag) => [flag.id, flag]));
