import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Deployment } from './Deployment.js';
import { serializeDeployment } from './serializeDeployment.js';

/**
 * Writes a deployment file, with its folder if need be. A reader never meets half a file.
 *
 * @example
 * import { readDeployment, writeDeployment } from '@tallystick/verifier-contracts';
 *
 * await writeDeployment('deployment.json', { ...(await readDeployment('deployment.json')), courts });
 */
export async function writeDeployment(path: string, deployment: Deployment): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, serializeDeployment(deployment));
  await rename(temporary, path);
}
