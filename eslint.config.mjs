import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Which project may import which: the import table of ARCHITECTURE.md. A new edge is an ADR. */
const IMPORTS = {
  'type:contracts': [],
  'type:platforms': ['type:contracts'],
  'type:resolution': ['type:contracts'],
  'type:simulator': ['type:contracts'],
  'type:pipeline': ['type:contracts'],
  'type:platform': ['type:contracts'],
  'uses:kafka': ['type:contracts', 'type:pipeline', 'type:platform'],
  'uses:mongo': ['type:contracts', 'type:resolution', 'type:pipeline', 'type:platform'],
  'type:http': ['type:contracts', 'type:platform', 'uses:mongo'],
  'type:testing': ['type:contracts'],
  'type:client': ['type:contracts'],
  'scope:ingest': ['type:contracts', 'type:pipeline', 'type:platform', 'type:http', 'type:platforms', 'type:adapter'],
  'scope:normalize': ['type:contracts', 'type:pipeline', 'type:platform', 'type:http', 'type:platforms', 'uses:kafka'],
  'scope:resolve': ['type:contracts', 'type:pipeline', 'type:platform', 'type:http', 'type:resolution', 'type:adapter'],
  'scope:query': ['type:contracts', 'type:pipeline', 'type:platform', 'type:http', 'type:resolution', 'type:adapter'],
  'scope:operate': ['type:contracts', 'type:pipeline', 'type:platform', 'type:http', 'type:adapter', 'type:simulator'],
  'type:e2e': ['type:contracts', 'type:testing', 'type:simulator', 'type:adapter', 'type:platform'],
};

/** Libraries that must stay free of brokers, databases and frameworks. */
const PURE = [
  'type:contracts',
  'type:platforms',
  'type:resolution',
  'type:simulator',
  'type:pipeline',
  'type:testing',
  'type:client',
];

const BOUNDARIES = [
  ...Object.entries(IMPORTS).map(([sourceTag, onlyDependOnLibsWithTags]) => ({ sourceTag, onlyDependOnLibsWithTags })),
  ...PURE.map((sourceTag) => ({
    sourceTag,
    bannedExternalImports: ['@nestjs/*', 'kafkajs', 'mongoose', 'mongodb', 'fastify'],
  })),
];

const NO_CLIENTS = {
  kafkajs: 'Only libs/kafka knows kafkajs.',
  mongoose: 'Only libs/store knows mongoose.',
  mongodb: 'Only libs/store knows mongodb.',
};
const banned = (...names) => names.map((name) => ({ name, message: NO_CLIENTS[name] }));

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '.nx', '.tributary', 'libs/contracts/src/catalog/data'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    // Injected classes are values, although they stand where types do.
    languageOptions: { parserOptions: { emitDecoratorMetadata: true, experimentalDecorators: true } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          depConstraints: BOUNDARIES,
        },
      ],
    },
  },
  {
    files: ['libs/{platforms,resolution}/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pure code has no clock: take the time as an argument.' },
        { object: 'Math', property: 'random', message: 'Pure code has no dice.' },
        { object: 'process', property: 'env', message: 'Configuration is read in config.ts only.' },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['libs/kafka/**', 'libs/store/**', 'examples/**'],
    rules: { 'no-restricted-imports': ['error', { paths: banned('kafkajs', 'mongoose', 'mongodb') }] },
  },
  {
    files: ['libs/kafka/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: banned('mongoose', 'mongodb') }] },
  },
  { files: ['libs/store/**/*.ts'], rules: { 'no-restricted-imports': ['error', { paths: banned('kafkajs') }] } },
  {
    // Specs may use builders, and stop and start the servers of the test stack, which no production code may.
    files: ['**/*.spec.ts', 'apps/e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: ['@tributary/testing', '@tributary/simulator', 'infra/local-stack/[a-z-]+\\.mjs$'],
          depConstraints: BOUNDARIES,
        },
      ],
    },
  },
  // Examples are programs of somebody else: they print, and bring their own client.
  { files: ['examples/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        clearTimeout: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
  },
  prettier,
);
