import { type Address, encodeAbiParameters, keccak256 } from 'viem';
import { FIELD_MODULUS } from '../field/FIELD_MODULUS.js';

const VERSION = 1n;

/** `keccak256(abi.encode(uint256 chainId, address rollup, uint256 version)) mod p`: binds signatures to one deployment. */
export function computeDomain({ chainId, rollup }: { chainId: number | bigint; rollup: Address }): bigint {
  const encoded = encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'address' }, { type: 'uint256' }],
    [BigInt(chainId), rollup, VERSION],
  );
  return BigInt(keccak256(encoded)) % FIELD_MODULUS;
}
