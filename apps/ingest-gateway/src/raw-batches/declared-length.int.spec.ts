import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { waitFor } from '@tributary/testing';
import {
  BOOTSTRAP_KEY,
  connectTestKafka,
  startTestGateway,
  testMongodbUri,
  type TestGateway,
} from '../testing/running-gateway.js';

const PATH = '/v1/users/u1/batches';
const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
let gateway: TestGateway;

beforeAll(async () => {
  const kafka = await connectTestKafka(brokers);
  await kafka.close();
  gateway = await startTestGateway({ kafkaBrokers: brokers, mongodbUri: testMongodbUri() });
  await waitFor('the gateway to be ready', gateway.isReady);
});
afterAll(() => gateway.close());

/** Says how long a body is and sends none of it. */
function declare(bytes: number): ClientRequest {
  const headers = {
    authorization: `Bearer ${BOOTSTRAP_KEY}`,
    'content-type': 'application/json',
    'content-length': String(bytes),
  };
  const sent = request(gateway.service.url + PATH, { method: 'POST', headers });
  sent.flushHeaders();
  return sent;
}

describe('a body that says it is longer than 16 MiB', () => {
  it('is refused before it is sent, with the limit', async () => {
    const sent = declare(200_000_000);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    expect({ status: response.statusCode, problem: JSON.parse(text) as object }).toMatchObject({
      status: 413,
      problem: { code: 'batch_too_large', errors: [{ detail: 'must be at most 16777216 bytes' }] },
    });
    expect(await gateway.call('POST', PATH, { body: { platform: 'healthkit', records: [{}] } })).toMatchObject({
      status: 202,
    });
    sent.destroy();
  });
});
