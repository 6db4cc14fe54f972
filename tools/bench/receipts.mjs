import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {{ userId: string, batchId: string }} BatchKey */

/** Receipts that are asked for at once: few enough to cost the services nothing that counts. */
const READERS = 8;

/** @param {string} gatewayUrl @param {string} key */
export function receiptReader(gatewayUrl, key) {
  return async ({ userId, batchId }) => {
    const response = await fetch(`${gatewayUrl}/v1/users/${userId}/batches/${batchId}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    if (!response.ok) throw new Error(`A receipt answered ${response.status}`);
    return response.json();
  };
}

/**
 * Waits until every one of these batches is completed and resolves with their receipts. It begins with the batch that was
 * sent last: once that one is completed, hardly any question is asked twice.
 * @param {(id: BatchKey) => Promise<any>} read @param {BatchKey[]} ids @param {{ withinMs: number, everyMs?: number }} limits
 */
export async function untilCompleted(read, ids, { withinMs, everyMs = 50 }) {
  const deadline = Date.now() + withinMs;
  const open = [...ids];
  const receipts = [];
  const reader = async () => {
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      let receipt = await read(id);
      while (receipt.status !== 'completed') {
        if (Date.now() > deadline) throw new Error(`A batch was not completed within ${withinMs / 1000} s`);
        await sleep(everyMs);
        receipt = await read(id);
      }
      receipts.push(receipt);
    }
  };
  await Promise.all(Array.from({ length: Math.min(READERS, ids.length) }, reader));
  return receipts;
}
