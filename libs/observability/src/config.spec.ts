import { Type } from 'typebox';
import { ConfigError, describeConfig, parseConfig } from './config.js';

const SCHEMA = Type.Object({
  port: Type.Integer({ env: 'APP_PORT', default: 3000, minimum: 0, maximum: 65_535, description: 'Port.' }),
  brokers: Type.Array(Type.String(), { env: 'BROKERS', description: 'Kafka brokers.' }),
  ratio: Type.Number({ default: 0.5 }),
  verbose: Type.Boolean({ env: 'VERBOSE', default: false }),
  key: Type.Optional(Type.String({ env: 'KEY', pattern: '^trb_' })),
  mode: Type.Union([Type.Literal('fast'), Type.Literal('safe')], { env: 'MODE', default: 'safe' }),
});

describe('the configuration', () => {
  it('takes defaults for what is not set or empty', () => {
    expect(parseConfig(SCHEMA, { BROKERS: 'a:9092', APP_PORT: '' })).toEqual({
      port: 3000,
      brokers: ['a:9092'],
      ratio: 0.5,
      verbose: false,
      mode: 'safe',
    });
  });

  it('reads each type', () => {
    const env = { APP_PORT: '8080', BROKERS: 'a:1, b:2', ratio: '0.25', VERBOSE: 'true', KEY: 'trb_x', MODE: 'fast' };
    expect(parseConfig(SCHEMA, env)).toEqual({
      port: 8080,
      brokers: ['a:1', 'b:2'],
      ratio: 0.25,
      verbose: true,
      key: 'trb_x',
      mode: 'fast',
    });
  });

  it('lists all problems together, without the values', () => {
    const env = { APP_PORT: '99999', ratio: 'much', VERBOSE: 'maybe', KEY: 'secret', MODE: 'slow' };
    const parse = () => parseConfig(SCHEMA, env);
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(
      [
        'the configuration has 6 problem(s):',
        '  APP_PORT must be an integer from 0 up to 65535',
        '  BROKERS is not set: Kafka brokers.',
        '  ratio must be a number',
        '  VERBOSE must be a boolean',
        '  KEY must be a string matching ^trb_',
        '  MODE must be one of fast, safe',
      ].join('\n'),
    );
  });

  it.each(['1.5', 'abc', ' ', '1e400', '-1'])('refuses %p as a port', (text) => {
    expect(() => parseConfig(SCHEMA, { BROKERS: 'a', APP_PORT: text })).toThrow('APP_PORT');
  });

  it('is described for the reference page', () => {
    expect(describeConfig(SCHEMA).slice(0, 2)).toEqual([
      { env: 'APP_PORT', type: 'an integer from 0 up to 65535', default: 3000, required: false, description: 'Port.' },
      {
        env: 'BROKERS',
        type: 'a list separated by commas',
        default: null,
        required: true,
        description: 'Kafka brokers.',
      },
    ]);
  });
});
