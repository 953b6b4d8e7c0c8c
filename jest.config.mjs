/** Jest runs the TypeScript sources as ES modules; scripts/test.mjs starts it with the flags that this needs. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', '<rootDir>/test/data/', '<rootDir>/test/mail/'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  // What waits in vain says so itself after 60 s (test/support/capture-fixture.ts).
  testTimeout: 120_000,
  // Modules of each file stay in a process: at 3 GB files took ten times as long. Beyond this it is followed by a new one.
  workerIdleMemoryLimit: '1GB',
};
