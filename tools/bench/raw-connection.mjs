import { connect } from 'node:net';

/** Set aside for one answer, in bytes; a day at 1 Hz takes 33 MB. */
const ROOM = 64 * 1024 * 1024;
/** What one read may bring. */
const READ_BYTES = 256 * 1024;
const END_OF_HEAD = '\r\n\r\n';
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/**
 * Asks one thing after the other and lays the answers into memory that was set aside before. The HTTP client of Node.js
 * makes a new buffer for every 64 KB: of 33 MB on the machine of the service it takes more time than the service.
 */
export class RawConnection {
  #room = Buffer.allocUnsafe(ROOM);
  #length = 0;
  #head = null;
  #socket;
  #asked = null;

  constructor(url) {
    const { hostname: host, port } = new URL(url);
    const onread = {
      buffer: () => this.#room.subarray(this.#length, this.#length + READ_BYTES),
      callback: (bytes, read) => this.#take(read.subarray(0, bytes)),
    };
    this.#socket = connect({ host, port: Number(port), noDelay: true, onread });
    for (const event of ['error', 'close'])
      this.#socket.on(event, (error) => this.#asked?.reject(error || new Error('The connection was closed')));
  }

  /**
   * `raw` is the body as it came, `body()` without the marks of its chunks; both are good until the next question.
   * @returns {Promise<{ status: number, raw: Buffer, body: () => Buffer, milliseconds: number }>} until the last byte
   */
  async get(path, headers) {
    const lines = Object.entries({ host: 'bench', ...headers }).map(([name, value]) => `${name}: ${value}`);
    [this.#length, this.#head] = [0, null];
    const startedAt = performance.now();
    await new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.#socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}${END_OF_HEAD}`);
    });
    const milliseconds = performance.now() - startedAt;
    this.#asked = null;
    const { status, begin, length } = this.#head;
    const raw = this.#room.subarray(begin, this.#length);
    return { status, raw, body: () => (length === null ? unchunked(raw) : raw), milliseconds };
  }

  close() {
    this.#socket.destroy();
  }

  #take(read) {
    // Handed out before the question was asked, the first place lies behind the answer before.
    if (read.byteOffset - this.#room.byteOffset !== this.#length) this.#room.set(read, this.#length);
    this.#length += read.length;
    this.#head ??= headOf(this.#room.subarray(0, Math.min(this.#length, READ_BYTES)));
    if (this.#head && this.#isWhole(this.#head)) this.#asked?.resolve();
    return true;
  }

  /** No body that is asked for here has a carriage return, so the end of the last chunk is found nowhere else. */
  #isWhole({ begin, length }) {
    if (length !== null) return this.#length - begin >= length;
    return this.#room.compare(LAST_CHUNK, 0, LAST_CHUNK.length, this.#length - LAST_CHUNK.length, this.#length) === 0;
  }
}

function headOf(bytes) {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return null;
  const head = bytes.latin1Slice(0, end);
  const [, length = null] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  return { begin: end + END_OF_HEAD.length, status: Number(head.split(' ')[1]), length: length && Number(length) };
}

/** @param {Buffer} body with `Transfer-Encoding: chunked` */
function unchunked(body) {
  const chunks = [];
  for (let at = 0; ;) {
    const from = body.indexOf('\r\n', at) + 2;
    const size = Number.parseInt(body.latin1Slice(at, from), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(body.subarray(from, from + size));
    at = from + size + 2;
  }
}
