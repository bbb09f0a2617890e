import { hashTerms, loadCrypto, type OnProgress, reportStep } from '@tallystick/prover/core';
import { assertReferenceStringAllowed, assertStatementKeysAllowed, loadArtifacts } from '@tallystick/prover/proving';
import {
  type Deployment,
  deployRollup,
  deployTestToken,
  type EscapeTerms,
  isDevelopmentChain,
  type ShapeToDeploy,
  writeDeployment,
} from '@tallystick/verifier-contracts';
import type { Address, Hex } from 'viem';
import { deriveOperatorAccount } from '../operator/deriveOperatorAccount.js';
import { assertWritable } from './assertWritable.js';
import { connectDeployer } from './connectDeployer.js';
import { deployCourtsBeside } from './deployCourtsBeside.js';
import { keepPreviousFile } from './keepPreviousFile.js';

export type DeploySequencerParameters = {
  rpcUrl: string;
  /** Wallet of the operator: deploys, becomes admin unless another is given, sends the batches. Secret. */
  operatorKey: Hex;
  /** The ERC-20 of every amount; `test` deploys one that anyone may mint, on development chains only. */
  token: Address | 'test';
  /** Names of the shapes to register a verifier for. */
  shapes: readonly string[];
  deploymentFile: string;
  feeBps?: number | undefined;
  /** Announces verifiers and fees, sets courts and roles; the operator's wallet when left out. */
  admin?: Address | undefined;
  /** From the announcement of each of the admin's acts to the act; 0 when left out. */
  adminDelaySeconds?: number | undefined;
  /** May pause new opens, and nothing else; the admin when left out. */
  guardian?: Address | undefined;
  /** How anyone gets a batch in without the operator, and how late governance acts; fixed from then on. */
  escapeTerms?: Partial<EscapeTerms> | undefined;
  /** Also deploy the courts with what they are by default; only on development chains, as a ceremony's files need their options. */
  courts?: boolean | undefined;
  cacheDir?: string | undefined;
  referenceString?: 'auto' | 'real' | 'development' | undefined;
  pollIntervalMs?: number | undefined;
  onProgress?: OnProgress | undefined;
  /**
   * Told what the caller should know, but what stops nothing: a deployment file that is replaced, an operator who is the admin off
   * development chains.
   */
  onWarning?: ((text: string) => void) | undefined;
};

/**
 * Makes the circuits' artifacts, deploys verifiers and rollup, opens the operator's account and writes the deployment file.
 *
 * @throws artifacts/…, among them artifacts/development-string-refused off development chains; chain/unreachable;
 * ContractsError `deployment/…`; sequencer/bad-deployment when the file can't be written
 *
 * @example
 * import { deploySequencer } from '@tallystick/sequencer';
 *
 * const deployment = await deploySequencer({
 *   rpcUrl: 'http://127.0.0.1:8545',
 *   operatorKey: walletKey,
 *   token: 'test', // a development chain's
 *   shapes: ['tiny'],
 *   deploymentFile: 'deployment.json',
 * });
 */
export async function deploySequencer(parameters: DeploySequencerParameters): Promise<Deployment> {
  const { rpcUrl, operatorKey, shapes, deploymentFile, cacheDir, referenceString, onProgress } = parameters;
  const { feeBps, admin, adminDelaySeconds, guardian, escapeTerms } = parameters;
  await assertWritable(deploymentFile);
  await loadCrypto();
  const connected = await connectDeployer({ rpcUrl, key: operatorKey, pollIntervalMs: parameters.pollIntervalMs });
  const { chainId, account, clients } = connected;
  // Before the rollup is deployed, not after.
  if (parameters.courts === true) assertStatementKeysAllowed({ kind: 'development' }, chainId);

  if (admin === undefined && !isDevelopmentChain(chainId)) {
    const text = "The operator's wallet becomes the admin and the guardian too: who steals its key has every role.";
    parameters.onWarning?.(`${text} Give another wallet with --admin.`);
  }

  const prepared: ShapeToDeploy[] = [];
  for (const shape of shapes) {
    const artifacts = await loadArtifacts({ shape, cacheDir, referenceString, chainId, onProgress });
    assertReferenceStringAllowed(artifacts.referenceString, chainId);
    prepared.push({ ...artifacts.shape, verifierBytecode: artifacts.verifier.bytecode });
  }
  const operator = await deriveOperatorAccount(account);
  const token =
    parameters.token === 'test'
      ? await reportStep({ step: 'test-token', onProgress }, () => deployTestToken(clients))
      : parameters.token;
  const deployment = await reportStep({ step: 'contracts', detail: `chain ${chainId}`, onProgress }, () =>
    deployRollup({
      ...clients,
      token,
      shapes: prepared,
      operator: { address: account.address, owner: operator.publicKey, terms: hashTerms(operator.terms) },
      ...(feeBps === undefined ? {} : { feeBps }),
      ...(admin === undefined ? {} : { admin }),
      ...(adminDelaySeconds === undefined ? {} : { adminDelaySeconds }),
      ...(guardian === undefined ? {} : { guardian }),
      ...(escapeTerms === undefined ? {} : { escapeTerms }),
    }),
  );
  const copy = await keepPreviousFile(deploymentFile);
  if (copy !== undefined) {
    parameters.onWarning?.(`The deployment file ${deploymentFile} existed; it is replaced, and kept as ${copy}.`);
  }
  await writeDeployment(deploymentFile, deployment);
  if (parameters.courts !== true) return deployment;
  const { courts } = await deployCourtsBeside({ ...parameters, key: operatorKey });
  return { ...deployment, courts };
}
