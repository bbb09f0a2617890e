import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { unloadCrypto } from '@tallystick/prover/core';
import {
  deployRollup,
  deployTestToken,
  readDeployment,
  stakeRegistryAbi,
  writeDeployment,
} from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALWAYS_TRUE } from '../../../prover/test-support/ALWAYS_TRUE.js';
import { startHttpServer } from '../../../prover/test-support/startHttpServer.js';
import { type Anvil, startAnvil } from '../../../verifier-contracts/test-support/startAnvil.js';
import { deployCourtsBeside } from './deployCourtsBeside.js';
import { finishCourtRoles } from './finishCourtRoles.js';

// Anvil's first published account: nobody's money.
const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const owner = { x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n };
/** Registry, court, usage verifier, two proof verifiers, two of Poseidon. */
const CONTRACTS = 7;

let anvil: Anvil;
let folder: string;
beforeAll(async () => {
  anvil = await startAnvil();
  folder = await mkdtemp(join(tmpdir(), 'tallystick-courts-'));
});
afterAll(async () => {
  await anvil?.stop();
  await rm(folder, { recursive: true, force: true });
  await unloadCrypto();
});

/** An endpoint of the chain that takes a number of transactions, and no more. */
async function startFailingEndpoint(transactions: number) {
  let taken = 0;
  return startHttpServer(async (request, response) => {
    const body = await text(request);
    if (body.includes('eth_sendRawTransaction') && ++taken > transactions) {
      response.writeHead(403).end();
      return;
    }
    const answer = await fetch(anvil.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
}

test('behavior: courts whose roles fail are in the deployment file, and --finish-roles goes on', async () => {
  const clients = anvil.clients(0);
  const token = await deployTestToken(clients);
  const operator = { address: clients.walletClient.account.address, owner, terms: 9n };
  const verifier = { opens: 2, settles: 5, credits: 2, withdrawals: 1, verifierBytecode: ALWAYS_TRUE } as const;
  const shapes = [{ id: 4, name: 'four', ...verifier }];
  const deploymentFile = join(folder, 'deployment.json');
  await writeDeployment(deploymentFile, await deployRollup({ ...clients, token, shapes, operator }));
  const warnings: string[] = [];
  const endpoint = await startFailingEndpoint(CONTRACTS + 1);
  try {
    const onWarning = (warning: string) => warnings.push(warning);
    await expect(deployCourtsBeside({ rpcUrl: endpoint.url, key, deploymentFile, onWarning })).rejects.toThrow('403');
  } finally {
    await endpoint.close();
  }
  expect(warnings).toEqual([expect.stringMatching(/deployment\.json, but .* deploy-courts --finish-roles\.$/)]);
  const { courts } = await readDeployment(deploymentFile);
  if (courts === undefined) throw new Error('no courts');
  const registry = { address: courts.stakeRegistry, abi: stakeRegistryAbi } as const;
  const isSealed = () => clients.publicClient.readContract({ ...registry, functionName: 'isSealed' });
  expect(await isSealed()).toBe(false);
  expect(await finishCourtRoles({ rpcUrl: anvil.rpcUrl, key, deploymentFile })).toEqual({ courts, readyAt: undefined });
  expect(await isSealed()).toBe(true);
});
