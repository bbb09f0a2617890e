import { readFile } from 'node:fs/promises';
import { ContractsError } from '../errors/ContractsError.js';
import type { Deployment } from './Deployment.js';
import { parseDeployment } from './parseDeployment.js';

/**
 * Reads a deployment file.
 *
 * @throws ContractsError `deployment/not-found`, or `deployment/malformed` naming the field.
 *
 * @example
 * import { readDeployment } from '@tallystick/verifier-contracts';
 *
 * const { chainId, rollup, token, domain } = await readDeployment('deployment.json');
 */
export async function readDeployment(path: string): Promise<Deployment> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ContractsError('deployment/not-found', {
      message: `The deployment file ${path} can't be read.`,
      facts: { field: 'path', given: path, expected: 'a file that can be read' },
      cause,
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ContractsError('deployment/malformed', {
      message: `The deployment file ${path} isn't JSON.`,
      facts: { field: 'path', given: path, expected: 'a file of JSON' },
      cause,
    });
  }
  return parseDeployment(json);
}
