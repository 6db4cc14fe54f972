import { formatStackEnv, parseStackEnv, withDatabase } from './stack-env.mjs';

describe('stack.env', () => {
  const values = { KAFKA_BROKERS: '127.0.0.1:9092', MONGODB_URI: 'mongodb://127.0.0.1:27017/tributary?replicaSet=rs0' };

  it('has one NAME=value a line', () => {
    expect(formatStackEnv(values)).toBe(
      'KAFKA_BROKERS=127.0.0.1:9092\nMONGODB_URI=mongodb://127.0.0.1:27017/tributary?replicaSet=rs0\n',
    );
  });

  it('is read back as it was written, "=" in a value included', () => {
    expect(parseStackEnv(formatStackEnv(values))).toEqual(values);
  });

  it('may hold other lines', () => {
    expect(parseStackEnv('# running\n\nKAFKA_BROKERS=a:1\n')).toEqual({ KAFKA_BROKERS: 'a:1' });
  });
});

describe('the database of an address', () => {
  it.each([
    ['mongodb://a:1', 'mongodb://a:1/tributary'],
    ['mongodb://a:1/', 'mongodb://a:1/tributary'],
    ['mongodb://a:1,b:2/?replicaSet=rs0', 'mongodb://a:1,b:2/tributary?replicaSet=rs0'],
    ['mongodb://a:1?replicaSet=rs0', 'mongodb://a:1/tributary?replicaSet=rs0'],
    ['mongodb+srv://user:secret@a.example/?w=majority', 'mongodb+srv://user:secret@a.example/tributary?w=majority'],
    ['mongodb://a:1/other?replicaSet=rs0', 'mongodb://a:1/other?replicaSet=rs0'],
  ])('%s becomes %s', (given, expected) => {
    expect(withDatabase(given)).toBe(expected);
  });
});
