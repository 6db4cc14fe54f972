import { DEAD_LETTER_HEADERS, deadLetterTopic } from '@tributary/contracts';
import type { LabelsOf } from '@tributary/observability';
import type { IncomingMessage, OutgoingMessage } from './message.js';

/** Why a message, or one record of it, is put aside. None of it is a value that somebody sent. */
export interface DeadLetterReason {
  /** A code of the failure catalog. */
  readonly code: string;
  readonly path: string;
  readonly step: string;
  readonly service: string;
  readonly serviceVersion: string;
  readonly failedAtMs: number;
  /** Times the message was tried, this time included; default 1 more than the message itself says. */
  readonly attempts?: number;
  /** For one refused part of a batch: its position, and its bytes in place of the batch's; null: the batch's stay. */
  readonly record?: { readonly index: number; readonly value: string | null; readonly deviceTimeZone?: string };
}

const H = DEAD_LETTER_HEADERS;

/** Headers of the raw value that no longer hold when the dead letter carries a single record as plain JSON. */
const ENCODING_HEADER = 'content-encoding';

/**
 * The dead letter of a message: original bytes, key and headers, so that it can be replayed as it came, and the reason
 * in headers of its own. A message without a key cannot exist on our topics; its partition would be that of ''.
 */
export function deadLetter(message: IncomingMessage, reason: DeadLetterReason): OutgoingMessage {
  const { record } = reason;
  const headers: Record<string, string> = {
    ...message.headers,
    [H.code]: reason.code,
    [H.path]: reason.path,
    [H.step]: reason.step,
    [H.service]: reason.service,
    [H.serviceVersion]: reason.serviceVersion,
    [H.attempts]: String(reason.attempts ?? Number(message.headers[H.attempts] ?? 0) + 1),
    [H.originTopic]: message.topic,
    [H.originPartition]: String(message.partition),
    [H.originOffset]: message.offset,
    [H.failedAt]: new Date(reason.failedAtMs).toISOString(),
  };
  if (record !== undefined) {
    headers[H.recordIndex] = String(record.index);
    if (record.value !== null) headers[ENCODING_HEADER] = 'identity';
    if (record.deviceTimeZone !== undefined) headers[H.deviceTimeZone] = record.deviceTimeZone;
  }
  return {
    topic: deadLetterTopic(message.topic),
    userKey: message.key?.toString() ?? '',
    key: message.key,
    value: record?.value ?? message.value,
    headers,
    timestampMs: reason.failedAtMs,
  };
}

/** What a dead letter is counted under; null for any other message. */
export function deadLetterLabels({ topic, headers }: OutgoingMessage): LabelsOf<'deadLetters'> | null {
  const { [H.originTopic]: origin, [H.step]: step, [H.code]: code } = headers;
  if (origin === undefined || step === undefined || code === undefined) return null;
  return topic.endsWith(deadLetterTopic(origin)) ? { topic: origin, step, code } : null;
}

/** A dead letter as an operator sees it: the reason and the place, no bytes. */
export interface DeadLetterEntry {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly code: string;
  readonly path: string;
  readonly step: string;
  readonly service: string;
  readonly serviceVersion: string;
  readonly attempts: number;
  readonly failedAt: string;
  readonly recordIndex: number | null;
  readonly origin: { readonly topic: string; readonly partition: number; readonly offset: string };
}

export function describeDeadLetter({ topic, partition, offset, headers }: IncomingMessage): DeadLetterEntry {
  const text = (header: string): string => headers[header] ?? '';
  const index = headers[H.recordIndex];
  return {
    topic,
    partition,
    offset,
    code: text(H.code),
    path: text(H.path),
    step: text(H.step),
    service: text(H.service),
    serviceVersion: text(H.serviceVersion),
    attempts: Number(headers[H.attempts] ?? 1),
    failedAt: text(H.failedAt),
    recordIndex: index === undefined ? null : Number(index),
    origin: {
      topic: text(H.originTopic),
      partition: Number(headers[H.originPartition] ?? -1),
      offset: text(H.originOffset),
    },
  };
}
