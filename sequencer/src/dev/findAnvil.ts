import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sequencerError } from '../errors.js';

/** The version that this one is tried with. */
const WANTED = '@foundry-rs/anvil@1.7.1';

/**
 * The development chain's binary: of the package beside this one, or of the project in the folder. It lies in a package for each platform,
 * so that no install script has to run.
 *
 * @throws sequencer/no-anvil
 */
export function findAnvil(project = process.cwd()): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const binary = `@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil${process.platform === 'win32' ? '.exe' : ''}`;
  let cause: unknown;
  for (const from of [import.meta.url, join(project, 'package.json')]) {
    try {
      const anvil = createRequire(from).resolve('@foundry-rs/anvil/package.json');
      return createRequire(anvil).resolve(binary);
    } catch (error) {
      cause = error;
    }
  }
  const facts = { platform: `${process.platform}-${process.arch}`, install: `npm install --save-dev ${WANTED}` };
  throw sequencerError('sequencer/no-anvil', { facts, cause });
}
