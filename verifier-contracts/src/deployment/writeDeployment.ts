import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ContractsError } from '../errors/ContractsError.js';
import type { Deployment } from './Deployment.js';
import { serializeDeployment } from './serializeDeployment.js';

/**
 * Writes a deployment file, with its folder if need be. A reader never meets half a file; only a file that can't be replaced, as one that
 * is mounted by itself, is written in place.
 *
 * @throws ContractsError `deployment/unwritable`, whose facts hold all that was to be written: contracts may be deployed by then
 *
 * @example
 * import { readDeployment, writeDeployment } from '@tallystick/verifier-contracts';
 *
 * await writeDeployment('deployment.json', { ...(await readDeployment('deployment.json')), courts });
 */
export async function writeDeployment(path: string, deployment: Deployment): Promise<void> {
  const content = serializeDeployment(deployment);
  try {
    await mkdir(dirname(path), { recursive: true });
    await replace(path, content).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EBUSY') throw error;
      await writeFile(path, content, { flush: true });
    });
  } catch (cause) {
    throw new ContractsError('deployment/unwritable', {
      message: `The deployment file ${path} can't be written.`,
      facts: { field: 'path', given: path, reason: (cause as NodeJS.ErrnoException).code ?? 'unknown', content },
      cause,
    });
  }
}

async function replace(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
