import { defineConfig } from 'vitest/config';

/** Packages resolve to their TypeScript sources, so a test never runs a stale build. */
const conditions = ['tallystick:source', 'node'];
const exclude = ['**/node_modules/**', '**/dist/**'];
const measured = 'test/e2e/load.test.ts';

export default defineConfig({
  test: {
    // The typed ABIs are made from the contracts' sources; nothing happens when they are up to date.
    globalSetup: ['./verifier-contracts/scripts/build.mjs'],
    // One for each core, where the default leaves a core free: on two of them that is a third of the time.
    maxWorkers: '100%',
    projects: [
      {
        resolve: { conditions },
        ssr: { resolve: { conditions, externalConditions: conditions } },
        test: {
          name: 'unit',
          include: [
            '{prover,sequencer,verifier-contracts,docs}/src/**/*.test.ts',
            '{circuits,bench,examples}/**/*.test.ts',
            'test/*/**/*.test.ts',
          ],
          exclude: [...exclude, 'test/{e2e,browser,install}/**'],
          pool: 'forks',
          // What is waited for comes at once, or late on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          // Every constraint of a circuit taken out in turn; minutes, so by its own command alone.
          name: 'mutants',
          include: ['circuits/test/soundness/*.hunt.ts'],
          pool: 'forks',
          testTimeout: 3_600_000,
        },
      },
      {
        resolve: { conditions },
        ssr: { resolve: { conditions, externalConditions: conditions } },
        test: {
          // Whole flows with real proofs, and what a browser does. Each waits half of its time, for blocks and for others' processes, so
          // two run side by side; more would starve the provers.
          name: 'e2e',
          include: ['test/{e2e,browser}/**/*.test.ts'],
          exclude: [...exclude, measured],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
      {
        resolve: { conditions },
        ssr: { resolve: { conditions, externalConditions: conditions } },
        test: {
          // What is held to times and rates has the machine to itself.
          name: 'load',
          include: [measured],
          exclude,
          pool: 'forks',
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          // The packages as an outsider gets them; downloads what pnpm and yarn ask for.
          name: 'install',
          include: ['test/install/**/*.test.ts'],
          exclude,
          pool: 'forks',
          // The quickstart is held to seconds, so nothing is installed beside it.
          fileParallelism: false,
          globalSetup: ['./test/install/packOnce.ts'],
          testTimeout: 600_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
