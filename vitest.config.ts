import { defineConfig } from 'vitest/config';

/** Packages resolve to their TypeScript sources, so a test never runs a stale build. */
const conditions = ['tallystick:source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      '{prover,sequencer,verifier-contracts}/src/**/*.test.ts',
      'circuits/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // The typed ABIs are made from the contracts' sources; nothing happens when they are up to date.
    globalSetup: ['./verifier-contracts/scripts/build.mjs'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
