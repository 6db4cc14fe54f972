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

  const kafkaError = (name: string, facts: object = {}) =>
    Object.assign(new Error('words of the broker'), { name, ...facts });
  it.each([
    ['KAFKA_BROKERS', kafkaError('KafkaJSNumberOfRetriesExceeded', { cause: kafkaError('KafkaJSConnectionError') })],
    ['topics create', kafkaError('KafkaJSProtocolError', { type: 'UNKNOWN_TOPIC_OR_PARTITION' })],
  ])('names %s where Kafka has no answer', (words, error) => {
    expect(wordsFor(error)).toContain(words);
    expect(wordsFor(new Error('Kafka did not take the messages', { cause: error }))).toContain(words);
  });

  it('leaves what the broker refuses to be looked at', () => {
    expect(wordsFor(kafkaError('KafkaJSProtocolError', { type: 'MESSAGE_TOO_LARGE' }))).toBeNull();
  });

  it.each([[new Error('x')], [new TypeError('x')], ['x']])('%p is a fault', (error) => {
    expect(wordsFor(error)).toBeNull();
  });
});
