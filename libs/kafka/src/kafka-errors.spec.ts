import { TransientError } from '@tributary/pipeline';
import { describeError, isRecoverable, toPublishError } from './kafka-errors.js';

const kafkaError = (name: string, type?: string, cause?: unknown): Error =>
  Object.assign(new Error('words of the broker', { cause }), { name, ...(type === undefined ? {} : { type }) });

describe('errors of the client', () => {
  it.each([
    [kafkaError('KafkaJSConnectionError'), 'TransientError'],
    [
      kafkaError(
        'KafkaJSNumberOfRetriesExceeded',
        undefined,
        kafkaError('KafkaJSProtocolError', 'NOT_LEADER_FOR_PARTITION'),
      ),
      'TransientError',
    ],
    [kafkaError('KafkaJSProtocolError', 'OUT_OF_ORDER_SEQUENCE_NUMBER'), 'TransientError'],
    [
      kafkaError('KafkaJSNonRetriableError', undefined, kafkaError('KafkaJSProtocolError', 'MESSAGE_TOO_LARGE')),
      'PublishRefusedError',
    ],
    [new Error('anything else'), 'TransientError'],
  ])('%s becomes %s for a publisher', (error, expected) => {
    expect(toPublishError(error).name).toBe(expected);
  });

  it.each([
    [kafkaError('KafkaJSConnectionError'), true],
    [
      kafkaError(
        'KafkaJSNonRetriableError',
        undefined,
        kafkaError('KafkaJSProtocolError', 'UNKNOWN_TOPIC_OR_PARTITION'),
      ),
      true,
    ],
    [kafkaError('KafkaJSProtocolError', 'GROUP_AUTHORIZATION_FAILED'), false],
    [kafkaError('KafkaJSSASLAuthenticationError'), false],
    [new TypeError('a fault of the program'), false],
  ])('%s: worth building the consumer anew: %s', (error, expected) => {
    expect(isRecoverable(error)).toBe(expected);
  });

  it('are described by the kind of their first cause, without words', () => {
    const error = kafkaError(
      'KafkaJSNumberOfRetriesExceeded',
      undefined,
      kafkaError('KafkaJSProtocolError', 'NOT_LEADER_FOR_PARTITION'),
    );
    expect(describeError(error)).toBe('NOT_LEADER_FOR_PARTITION');
    expect(describeError('text')).toBe('unknown error');
    expect(describeError(new TransientError('an answer took more than 4000 ms'))).toBe(
      'an answer took more than 4000 ms',
    );
  });
});
