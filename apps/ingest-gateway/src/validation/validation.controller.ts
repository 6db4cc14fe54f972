import { Controller, Req } from '@nestjs/common';
import { BATCH_LIMITS, type ValidatedRecord, type OnlyPage } from '@tributary/contracts';
import { parseJson, readBody, Route, type BodyLimits } from '@tributary/http';
import { createNormalizer, decodeEnvelope, type Normalizer } from '@tributary/platforms';
import type { FastifyRequest } from 'fastify';
import { readEnvelope } from '../raw-batches/envelope.js';

const LIMITS: BodyLimits = { receivedBytes: BATCH_LIMITS.inflatedBytes, inflatedBytes: BATCH_LIMITS.inflatedBytes };

function validate(normalizer: Normalizer, raw: unknown, index: number): ValidatedRecord {
  const result = normalizer.record(raw, index);
  if (result.ok) return { index, canonical: [...result.records], warnings: [...result.warnings] };
  const { code, path, detail } = result.problem;
  return { index, problem: { code, path, detail } };
}

/** What the normalizer would make of a batch, for developers of apps. */
@Controller()
export class ValidationController {
  @Route('validateBatch')
  async validate(@Req() request: FastifyRequest): Promise<OnlyPage<ValidatedRecord>> {
    const body = parseJson((await readBody(request, LIMITS)).inflated);
    const { platform } = readEnvelope(body);
    const decoded = decodeEnvelope(body);
    if (!decoded.ok) throw new Error('The normalizer refuses an envelope that the gateway accepts');
    const { records, device } = decoded.batch;
    const normalizer = createNormalizer({ platform, receivedMs: Date.now(), deviceTimeZone: device?.timeZone ?? null });
    return { data: records.map((raw, index) => validate(normalizer, raw, index)), nextCursor: null };
  }
}
