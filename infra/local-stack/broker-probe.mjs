import { once } from 'node:events';
import { connect } from 'node:net';

/** Metadata, version 4, of no topic, as client "probe". */
const REQUEST = Buffer.concat([
  Buffer.from([0, 3, 0, 4, 0, 0, 0, 1, 0, 5]),
  Buffer.from('probe'),
  Buffer.from([0, 0, 0, 0, 0]),
]);
const RESPONSE_BROKER_COUNT_AT = 12;

/**
 * Spoken by hand, because a broker listens a moment before it takes part in its cluster and no client is needed to ask.
 * @param {number} port @returns {Promise<boolean>} whether the cluster counts a broker
 */
export async function brokerIsUp(port) {
  const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
  socket.on('timeout', () => socket.destroy(new Error('no answer')));
  socket.on('end', () => socket.destroy(new Error('closed without an answer')));
  try {
    const size = Buffer.alloc(4);
    size.writeInt32BE(REQUEST.length);
    socket.write(Buffer.concat([size, REQUEST]));
    const [response] = await once(socket, 'data');
    return response.length >= RESPONSE_BROKER_COUNT_AT + 4 && response.readInt32BE(RESPONSE_BROKER_COUNT_AT) > 0;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
