import { Controller, Inject, Param } from '@nestjs/common';
import type { RecordView } from '@tributary/contracts';
import { Caller, notFound, Route, type Credential } from '@tributary/http';
import type { Person } from '../person/person.js';
import { PersonReader } from '../person/person.reader.js';
import { findRecord, type FoundRecord } from './record.query.js';
import { toRecordingView, toSampleRecordView } from './record.response.js';

async function toRecordView(person: Person, found: FoundRecord, recordId: string): Promise<RecordView | null> {
  const [first] = found.parts;
  const stored = found.recording?.record ?? first?.record;
  if (!stored) return null;
  const zones = await person.zones({ fromMs: stored.startMs, toMs: stored.endMs });
  if (found.recording) return toRecordingView(found, found.recording, zones, person);
  return first ? toSampleRecordView(found, first, recordId, zones) : null;
}

@Controller()
export class RecordsController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('readRecord')
  async read(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @Param('recordId') recordId: string,
  ): Promise<RecordView> {
    const person = await this.people.find(caller, id);
    const found = await findRecord(person, recordId);
    const view = found && (await toRecordView(person, found, recordId));
    if (!view) throw notFound();
    return view;
  }
}
