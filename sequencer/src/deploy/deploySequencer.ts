import { access, constants, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  assertReferenceStringAllowed,
  hashTerms,
  loadArtifacts,
  loadCrypto,
  type OnProgress,
  reportStep,
  TallystickError,
} from '@tallystick/prover';
import {
  type Deployment,
  deployRollup,
  deployTestToken,
  type ShapeToDeploy,
  writeDeployment,
} from '@tallystick/verifier-contracts';
import { type Address, createPublicClient, createWalletClient, defineChain, type Hex, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { deriveOperatorAccount } from '../operator/deriveOperatorAccount.js';
import { keepPreviousFile } from './keepPreviousFile.js';

export type DeploySequencerParameters = {
  rpcUrl: string;
  /** Wallet of the operator: deploys, becomes admin, sends the batches. Secret. */
  operatorKey: Hex;
  /** The ERC-20 of every amount; `test` deploys one that anyone may mint, on development chains only. */
  token: Address | 'test';
  /** Names of the shapes to register a verifier for. */
  shapes: readonly string[];
  deploymentFile: string;
  feeBps?: number | undefined;
  cacheDir?: string | undefined;
  referenceString?: 'auto' | 'real' | 'development' | undefined;
  pollIntervalMs?: number | undefined;
  onProgress?: OnProgress | undefined;
  /** Told what the caller should know, but what stops nothing: a deployment file that is replaced. */
  onWarning?: ((text: string) => void) | undefined;
};

/**
 * Makes the circuits' artifacts, deploys verifiers and rollup, opens the operator's account and writes the deployment file.
 *
 * @throws artifacts/…, among them artifacts/development-string-refused off development chains; chain/unreachable;
 * ContractsError `deployment/…`; sequencer/bad-deployment when the file can't be written
 */
export async function deploySequencer(parameters: DeploySequencerParameters): Promise<Deployment> {
  const { rpcUrl, operatorKey, shapes, deploymentFile, feeBps, cacheDir, referenceString, onProgress } = parameters;
  await assertWritable(deploymentFile);
  await loadCrypto();
  const transport = http(rpcUrl);
  const chainId = await createPublicClient({ transport })
    .getChainId()
    .catch((cause: unknown) => {
      throw new TallystickError('chain/unreachable', {
        cause,
        facts: { field: 'rpc', expected: 'a JSON-RPC endpoint' },
      });
    });
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const account = privateKeyToAccount(operatorKey);
  const pollingInterval = parameters.pollIntervalMs ?? 1000;
  const clients = {
    walletClient: createWalletClient({ account, chain, transport }),
    publicClient: createPublicClient({ chain, transport, pollingInterval }),
  };

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
    }),
  );
  const copy = await keepPreviousFile(deploymentFile);
  if (copy !== undefined) {
    parameters.onWarning?.(`The deployment file ${deploymentFile} existed; it is replaced, and kept as ${copy}.`);
  }
  await writeDeployment(deploymentFile, deployment);
  return deployment;
}

/** Fails before anything is deployed where the file that is to hold the result can't be made. */
async function assertWritable(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw new TallystickError('sequencer/bad-deployment', {
      message: `The deployment file ${path} can't be written`,
      facts: { field: 'deploymentFile', given: path, expected: 'a path that can be written' },
      cause,
    });
  }
}
