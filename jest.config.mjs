/** Three levels, told apart by suffix: `.spec.ts` needs nothing but Node, `.int.spec.ts` a broker and a database, `.e2e.spec.ts` the built services. */
const shared = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { swcrc: true }] },
  moduleNameMapper: {
    '^@tributary/([^/]+)/testing$': '<rootDir>/libs/$1/src/testing/index.ts',
    '^@tributary/store/outage$': '<rootDir>/libs/store/src/outage.ts',
    '^@tributary/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['/dist/', '/.nx/', '/.tributary/'],
};
const withStack = {
  globalSetup: '<rootDir>/infra/run/jest-stack.setup.mjs',
  globalTeardown: '<rootDir>/infra/run/jest-stack.teardown.mjs',
};

export default {
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,apps,infra,tools}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.(int|e2e)\\.spec\\.ts$', '/dist/'],
    },
    {
      ...shared,
      ...withStack,
      displayName: 'integration',
      testMatch: ['<rootDir>/{libs,apps}/**/*.int.spec.ts'],
      testPathIgnorePatterns: ['/dist/'],
    },
    {
      ...shared,
      ...withStack,
      displayName: 'e2e',
      testMatch: ['<rootDir>/apps/e2e/**/*.e2e.spec.ts'],
      testPathIgnorePatterns: ['/dist/'],
    },
  ],
};
