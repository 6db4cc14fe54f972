import type { ChunkRows } from '../series/chunk-rows.js';
import { DecodedChunks } from './decoded-chunks.js';

const samples = (length: number): ChunkRows => ({ length }) as ChunkRows;

describe('decoded chunks', () => {
  let nowMs: number;
  let chunks: DecodedChunks;
  beforeEach(() => {
    nowMs = 0;
    chunks = new DecodedChunks(10, () => nowMs);
  });

  it('are remembered for the revision they were read at', () => {
    const read = samples(3);
    chunks.set('a', 7, read);
    expect(chunks.get('a', 7)).toBe(read);
    expect(chunks.get('b', 7)).toBeNull();
    expect(chunks.get('a', 8)).toBeNull();
    expect(chunks.get('a', 7)).toBeNull();
  });

  it('are forgotten after half a minute', () => {
    chunks.set('a', 1, samples(1));
    nowMs = 29_999;
    expect(chunks.get('a', 1)).not.toBeNull();
    nowMs = 30_000;
    expect(chunks.get('a', 1)).toBeNull();
  });

  it('make room for the newest, the oldest first', () => {
    chunks.set('a', 1, samples(4));
    chunks.set('b', 1, samples(4));
    chunks.set('c', 1, samples(4));
    expect(['a', 'b', 'c'].map((id) => chunks.get(id, 1)?.length ?? null)).toEqual([null, 4, 4]);
    chunks.set('d', 1, samples(20));
    expect(['b', 'c', 'd'].map((id) => chunks.get(id, 1)?.length ?? null)).toEqual([null, null, 20]);
  });
});
