import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type PackedPackage, packPackages } from '../../bench/house/packPackages.js';
import { ROOT } from '../packages/readPackages.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The packages as they would be published, packed once a run. */
    packed: PackedPackage[];
  }
}

/** Packs the packages before the project's first test, and takes the tarballs away after its last. */
export default async function packOnce({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-packed-'));
  provide('packed', await packPackages({ root: ROOT, folder }));
  return () => rm(folder, { recursive: true, force: true });
}
