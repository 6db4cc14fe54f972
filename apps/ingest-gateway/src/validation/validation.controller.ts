import { Controller, Req } from '@nestjs/common';
import { BATCH_LIMITS, type OnlyPage, type Source, type ValidatedRecord } from '@tributary/contracts';
import { parseJson, readBody, Route, type BodyLimits } from '@tributary/http';
import { createNormalizer, decodeEnvelope, type RecordResult } from '@tributary/platforms';
import type { FastifyRequest } from 'fastify';
import { readEnvelope } from '../raw-batches/envelope.js';
import { toCanonicalView } from './canonical.view.js';

const LIMITS: BodyLimits = { receivedBytes: BATCH_LIMITS.inflatedBytes, inflatedBytes: BATCH_LIMITS.inflatedBytes };

function toValidated(result: RecordResult, index: number, sources: ReadonlyMap<string, Source>): ValidatedRecord {
  if (!result.ok) {
    const { code, path, detail } = result.problem;
    return { index, problem: { code, path, detail } };
  }
  const canonical = result.records.map((record) => toCanonicalView(record, sources));
  return { index, canonical, warnings: [...result.warnings] };
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
    const results = records.map((raw, index) => normalizer.record(raw, index));
    const sources = new Map(normalizer.sources().map((source) => [source.id, source]));
    return { data: results.map((result, index) => toValidated(result, index, sources)), nextCursor: null };
  }
}
