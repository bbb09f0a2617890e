import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem';
import { FIELD_MODULUS, fieldToHex } from './field.js';
import { poseidon2Hash } from './hash/poseidon2.js';
import { ACCESS_TAG } from './limits.js';

const VERSION = 1n;

/**
 * `keccak256(abi.encode(uint256 chainId, address rollup, uint256 version)) mod p`: binds signatures to one deployment.
 *
 * @example
 * import { computeDomain } from '@tallystick/prover';
 *
 * const domain = computeDomain({ chainId: 31337, rollup: '0x5FbDB2315678afecb367f032d93F642f64180aa3' });
 */
export function computeDomain({ chainId, rollup }: { chainId: number | bigint; rollup: Address }): bigint {
  const encoded = encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'address' }, { type: 'uint256' }],
    [BigInt(chainId), rollup, VERSION],
  );
  return BigInt(keccak256(encoded)) % FIELD_MODULUS;
}

/**
 * `hash([viewKey, serial, ACCESS_TAG])`: shows to the sequencer that one knows an account's view key. Secret.
 *
 * @example
 * import { accessToken } from '@tallystick/prover/core';
 *
 * const headers = { authorization: `Bearer ${accessToken({ viewKey, serial: 7 })}` };
 * const response = await fetch('https://sequencer.example/v1/accounts/7', { headers });
 */
export function accessToken({ viewKey, serial }: { viewKey: bigint; serial: number }): Hex {
  return fieldToHex(poseidon2Hash([viewKey, BigInt(serial), ACCESS_TAG]));
}
