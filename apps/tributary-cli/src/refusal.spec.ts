import { parseConfig } from '@tributary/observability';
import { CONFIG } from './config.js';
import { CommandRefusal, wordsFor } from './refusal.js';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('what went wrong', () => {
  it('is told in words where the operator can mend it', () => {
    expect(wordsFor(new CommandRefusal('There is no such tenant.'))).toBe('There is no such tenant.');
    expect(wordsFor(thrownBy(() => parseConfig(CONFIG, { TRIBUTARY_PARTITIONS: 'many' })))).toContain(
      'TRIBUTARY_PARTITIONS must be an integer from 1',
    );
  });

  it('names the setting where the database is away', () => {
    const away = Object.assign(new Error('none'), { name: 'MongooseServerSelectionError' });
    expect(wordsFor(away)).toContain('MONGODB_URI');
  });

  it.each([[new Error('x')], [new TypeError('x')], ['x']])('%p is a fault', (error) => {
    expect(wordsFor(error)).toBeNull();
  });
});
