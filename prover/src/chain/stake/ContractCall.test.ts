import { stakeRegistryAbi } from '@tallystick/verifier-contracts';
import { decodeErrorResult, encodeErrorResult } from 'viem';
import { expect, test } from 'vitest';
import { courtCall, registryCall } from './ContractCall.js';

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

test("default: a court's call names the registry's errors, which pass through the court", () => {
  const { abi } = courtCall(address, 'slashSilentProvider', [address, 3]);
  const error = { errorName: 'EpochNotSlashable', args: [3n, 5n, 9n] } as const;
  const data = encodeErrorResult({ abi: stakeRegistryAbi, ...error });
  expect(decodeErrorResult({ abi, data })).toMatchObject(error);
});

test('default: a value is only there where there is one', () => {
  expect(courtCall(address, 'demandReveal', [3, 1], 7n).valueWei).toBe(7n);
  expect(courtCall(address, 'drawSeed', [3])).not.toHaveProperty('valueWei');
  expect(registryCall(address, 'withdraw', [1])).toMatchObject({ address, functionName: 'withdraw', args: [1] });
});
