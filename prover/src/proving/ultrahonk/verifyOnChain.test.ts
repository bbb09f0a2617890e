import { type Address, createPublicClient, createTestClient, http } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../../../verifier-contracts/test-support/startAnvil.js';
import { fixtureCircuit, fixtureStatement } from '../../../test-support/fixtureCircuit.js';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { FIELD_MODULUS } from '../../core/field.js';
import { loadCircuitArtifacts } from '../artifacts/loadArtifacts.js';
import { createProver } from './createProver.js';
import type { ProofData } from './proofData.js';
import { verifyOnChain } from './verifyOnChain.js';

const ADDRESS: Address = '0x00000000000000000000000000000000000a11ce';
const cacheDir = temporaryFolder();

let anvil: Anvil;
let proved: ProofData;

beforeAll(async () => {
  anvil = await startAnvil();
  const artifacts = await loadCircuitArtifacts('fixture', fixtureCircuit, { cacheDir, referenceString: 'development' });
  const transport = http(anvil.rpcUrl);
  await createTestClient({ mode: 'anvil', transport }).setCode({
    address: ADDRESS,
    bytecode: artifacts.verifier.deployedBytecode,
  });
  const prover = await createProver();
  proved = await prover.proveBatch(artifacts, fixtureStatement);
  await prover.destroy();
});
afterAll(() => anvil.stop());

function verify(changes: Partial<ProofData> & { address?: Address; rpcUrl?: string } = {}): Promise<boolean> {
  const { rpcUrl = anvil.rpcUrl, ...rest } = changes;
  const client = createPublicClient({ transport: http(rpcUrl, { retryCount: 0 }) });
  return verifyOnChain({ client, address: ADDRESS, ...proved, ...rest });
}

test('default: the deployed verifier accepts', async () => {
  expect(await verify()).toBe(true);
});

test.each([0.03, 0.1, 0.5, 0.97, 0.999])(
  'error: a proof that was changed at %d of its length is refused',
  async (part) => {
    const bytes = Buffer.from(proved.proof.slice(2), 'hex');
    const at = Math.floor(bytes.length * part);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    expect(await verify({ proof: `0x${bytes.toString('hex')}` })).toBe(false);
  },
);

test('error: public inputs flipped or raised by the modulus are refused', async () => {
  const [first = 0n, ...others] = proved.publicInputs;
  expect(await verify({ publicInputs: [first ^ 1n, ...others] })).toBe(false);
  expect(await verify({ publicInputs: [first + FIELD_MODULUS, ...others] })).toBe(false);
});

test('error: no contract there, or no chain, is not an answer', async () => {
  const impossible = { code: 'artifacts/verification-impossible' };
  await expect(verify({ address: '0x000000000000000000000000000000000000dEaD' })).rejects.toMatchObject(impossible);
  await expect(verify({ rpcUrl: 'http://127.0.0.1:1' })).rejects.toMatchObject(impossible);
});
