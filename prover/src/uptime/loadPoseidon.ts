import { TallystickError } from '../errors/TallystickError.js';
import { poseidonLibrary } from './poseidonLibrary.js';

/**
 * Loads the Poseidon of circomlib (WebAssembly in this thread, a third of a second). May be called any number of times; keeps
 * no process alive and knows no secret. Node and browser.
 *
 * @throws crypto/load-failed
 */
export function loadPoseidon(): Promise<void> {
  poseidonLibrary.loading ??= start().catch((cause: unknown) => {
    poseidonLibrary.loading = undefined;
    throw new TallystickError('crypto/load-failed', { cause });
  });
  return poseidonLibrary.loading;
}

async function start(): Promise<void> {
  // Imported here, since the package is large and whoever neither watches nor proves uptime needn't load it.
  const { buildPoseidon } = await import('circomlibjs');
  poseidonLibrary.hash = await buildPoseidon();
}
