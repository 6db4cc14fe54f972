import type { SampleAttributes } from '@tributary/contracts';
import { Dictionary, type ColumnReader, type ColumnWriter } from './columns.js';
import type { StoredSample } from './stored-record.js';

/**
 * The last column of a chunk, written only where a sample has attributes: runs of equal ones, each a length and a number
 * of the dictionary (0: none). Neighbours mostly say the same, so a chunk of them costs a few bytes.
 * @returns the dictionary, or null where nothing was written
 */
export function writeAttributes(
  to: ColumnWriter,
  samples: readonly StoredSample[],
): readonly SampleAttributes[] | null {
  if (!samples.some(({ attributes }) => attributes !== undefined)) return null;
  const dictionary = new Dictionary<SampleAttributes>();
  let length = 0;
  let last = -1;
  for (const { attributes } of samples) {
    const number = attributes === undefined ? 0 : dictionary.numberOf(JSON.stringify(attributes), attributes) + 1;
    if (number !== last && length > 0) {
      to.unsigned(length);
      to.unsigned(last);
      length = 0;
    }
    last = number;
    length += 1;
  }
  to.unsigned(length);
  to.unsigned(last);
  return dictionary.values;
}

/**
 * Attributes by sample; null where the chunk has no such column.
 * @throws RangeError when a run names attributes that the head does not have
 */
export function readAttributes(
  from: ColumnReader,
  dictionary: readonly SampleAttributes[] | undefined,
  count: number,
): readonly (SampleAttributes | undefined)[] | null {
  if (dictionary === undefined) return null;
  const found: (SampleAttributes | undefined)[] = [];
  while (found.length < count) {
    const length = from.unsigned();
    const number = from.unsigned();
    const attributes = number === 0 ? undefined : dictionary[number - 1];
    if (length === 0 || number > dictionary.length)
      throw new RangeError('A series chunk names attributes it does not have');
    for (let i = 0; i < length; i++) found.push(attributes);
  }
  return found;
}
