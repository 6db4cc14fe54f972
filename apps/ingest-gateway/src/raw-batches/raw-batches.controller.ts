import { hash } from 'node:crypto';
import { Controller, Inject, Param, Req, Res } from '@nestjs/common';
import { BATCH_LIMITS, type AcceptedBatch } from '@tributary/contracts';
import {
  Caller,
  checkDeclaredLength,
  parseJson,
  readBody,
  RequestFailure,
  Route,
  type BodyLimits,
  type Credential,
} from '@tributary/http';
import type { Metrics } from '@tributary/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { METRICS } from '../tokens.js';
import { BatchIntake, type ReceivedBatch } from './batch-intake.js';
import { resolveBatchId } from './batch-id.js';
import { readEnvelope } from './envelope.js';
import { IntakeLimit } from './intake-limit.js';
import { TenantQuota } from './tenant-quota.js';
import { traceparentOf } from '@tributary/observability';

const LIMITS: BodyLimits = { receivedBytes: BATCH_LIMITS.inflatedBytes, inflatedBytes: BATCH_LIMITS.inflatedBytes };
const REPEATED = 200;
const ACCEPTED = 202;

/** Hop 1: HTTP body → validated raw batch → Kafka. */
@Controller()
export class RawBatchesController {
  constructor(
    @Inject(BatchIntake) private readonly intake: BatchIntake,
    @Inject(IntakeLimit) private readonly limit: IntakeLimit,
    @Inject(TenantQuota) private readonly quota: TenantQuota,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  @Route('acceptBatch')
  async accept(
    @Param('id') userId: string,
    @Caller() { tenant }: Credential,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedBatch> {
    try {
      this.quota.take(tenant);
      // Before it takes a place: what is refused anyway must not keep others out.
      checkDeclaredLength(request, LIMITS);
      return await this.limit.run(request.headers['content-length'], async () => {
        const batch = await receive(tenant, userId, request);
        const { repeated } = await this.intake.take(batch);
        reply.status(repeated ? REPEATED : ACCEPTED);
        this.#count(batch, repeated);
        return toAnswer(batch, repeated);
      });
    } catch (error) {
      if (error instanceof RequestFailure) this.metrics.count('batches', { outcome: error.code });
      throw error;
    }
  }

  #count({ records, deletions, body }: ReceivedBatch, repeated: boolean): void {
    this.metrics.count('batches', { outcome: repeated ? 'repeated' : 'accepted' });
    if (repeated) return;
    this.metrics.count('batchBytes', {}, body.received.length);
    this.metrics.count('records', { step: 'accept', outcome: 'ok' }, records + deletions);
  }
}

async function receive(tenant: string, userId: string, request: FastifyRequest): Promise<ReceivedBatch> {
  const { received, encoding, inflated } = await readBody(request, LIMITS);
  const receivedMs = Date.now();
  const { batchId, ...envelope } = readEnvelope(parseJson(inflated));
  return {
    ...envelope,
    tenant,
    userId,
    batchId: resolveBatchId(request.headers['idempotency-key'], batchId),
    contentHash: hash('sha256', inflated, 'hex'),
    receivedMs,
    body: { received, encoding },
    traceparent: traceparentOf(request.headers['traceparent']),
  };
}

const toAnswer = ({ batchId, userId, records, deletions }: ReceivedBatch, repeated: boolean): AcceptedBatch => ({
  batchId,
  userId,
  received: { records, deletions },
  repeated,
  receipt: `/v1/users/${userId}/batches/${encodeURIComponent(batchId)}`,
});
