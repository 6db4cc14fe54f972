import { Controller, Inject, Param } from '@nestjs/common';
import type { RecordView } from '@tributary/contracts';
import { Caller, notFound, Route, type Credential } from '@tributary/http';
import type { Person } from '../person/person.js';
import { PersonReader } from '../person/person.reader.js';
import { findRecord, type FoundRecord } from './record.query.js';
import { RawPayloads } from './raw-payloads.js';
import { samplesOf, toRecordingView, toSampleRecordView } from './record.response.js';

/** What was asked for: the recording itself, one sample of the record, or (by the record's id) its first sample. */
async function toRecordView(
  person: Person,
  found: FoundRecord,
  askedId: string,
  payloads: RawPayloads,
): Promise<RecordView | null> {
  const { id, recording, parts } = found;
  const times = recording ? [recording.record] : parts.map(({ record }) => record);
  const zones = await person.zones({
    fromMs: Math.min(...times.map(({ startMs }) => startMs)),
    toMs: Math.max(...times.map(({ endMs }) => endMs)),
  });
  const samples = samplesOf(found, zones);
  if (recording && askedId === id) return toRecordingView(found, recording, samples, zones, person);
  const asked = samples.find((sample) => sample.id === askedId) ?? (askedId === id ? samples[0] : undefined);
  const [part] = parts;
  if (!asked || !part) return null;
  // The values of an event were sent with it, and its payload is kept.
  const payload = recording ? { payload: recording.record.raw ?? null } : await payloads.of(person, part.record);
  return toSampleRecordView(found, part, asked, askedId, samples, payload);
}

@Controller()
export class RecordsController {
  constructor(
    @Inject(PersonReader) private readonly people: PersonReader,
    @Inject(RawPayloads) private readonly payloads: RawPayloads,
  ) {}

  @Route('readRecord')
  async read(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @Param('recordId') recordId: string,
  ): Promise<RecordView> {
    const person = await this.people.find(caller, id);
    const found = await findRecord(person, recordId);
    const view = found && (await toRecordView(person, found, recordId, this.payloads));
    if (!view) throw notFound();
    return view;
  }
}
