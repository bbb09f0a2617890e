import { Field } from '@noble/curves/abstract/modular';
import { weierstrassPoints } from '@noble/curves/abstract/weierstrass';
import { blake3 } from '@noble/hashes/blake3';
import { FIELD_MODULUS, GRUMPKIN_ORDER } from '../src/core/field.js';
import type { Point } from '../src/core/signature.js';

const base = Field(FIELD_MODULUS);
const scalars = Field(GRUMPKIN_ORDER);
const { ProjectivePoint } = weierstrassPoints({
  Fp: base,
  a: 0n,
  b: FIELD_MODULUS - 17n,
  n: GRUMPKIN_ORDER,
  h: 1n,
  Gx: 1n,
  Gy: 17631683881184975370165255887551781615748388533673675138860n,
});

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** The native prover's `derive_generators`: points of which nobody knows the discrete logarithm. */
function generator(domain: string, index: number): Point {
  const seed = Buffer.alloc(66);
  seed.set(blake3(Buffer.from(domain)));
  seed.writeUInt32BE(index, 32);
  for (let attempt = 0; ; attempt++) {
    seed[64] = attempt;
    const [high, low] = [0, 1].map((half) => blake3(Buffer.concat([seed.subarray(0, 65), Buffer.of(half)])));
    if (high === undefined || low === undefined) throw new Error('no hash');
    const x = base.create(numberOf(low) + (numberOf(high) << 256n));
    const square = base.create(x * x * x - 17n);
    if (!base.eql(base.pow(square, (FIELD_MODULUS - 1n) / 2n), 1n)) continue;
    const root = base.sqrt(square);
    const isOdd = (high[0] ?? 0) > 127;
    return { x, y: (root % 2n === 1n) === isOdd ? root : base.neg(root) };
  }
}

const offset = ProjectivePoint.fromAffine(generator('cycle_group_offset_generator', 2));

/** `D / divisor`, of the public offset D to which the native prover adds the multiples of a key. */
export const offsetKey = (divisor: bigint): Point => offset.multiply(scalars.inv(scalars.create(divisor))).toAffine();
