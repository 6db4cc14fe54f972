import { sha256, type Interval, type RecordId } from '@tributary/contracts';

/** Which record carries an app's own id of a record type: collection `client_records`, key = `clientRecordKey`. */
export interface ClientRecord extends Interval {
  /** Of several records with the id the smallest, so that the order of arrival does not matter. */
  readonly id: RecordId;
}

/** An app gives its ids for each record type anew. */
export const clientRecordKey = (app: string, rawType: string, clientRecordId: string): string =>
  sha256(JSON.stringify([app, rawType, clientRecordId])).slice(0, 24);
