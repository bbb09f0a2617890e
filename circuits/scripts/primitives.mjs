import { BackendType, BarretenbergSync } from '@aztec/bb.js';

/** BN254's scalar field: what the circuits compute in. */
export const MODULUS = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
/** The order of Grumpkin, which is BN254's base field: what Schnorr scalars live in. */
export const ORDER = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
const DST_TEXT = 'schnorr_grumpkin_poseidon2';

const bytes = (value) => Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
const number = (buffer) => BigInt(`0x${Buffer.from(buffer).toString('hex')}`);

/** `value` mod `modulus`, never negative. */
export const mod = (value, modulus = MODULUS) => ((value % modulus) + modulus) % modulus;

/**
 * Poseidon2 and Schnorr as bb.js has them, on bigints and without any opinion about the values: what the vectors are derived from and what
 * the circuits' tests build inputs with. Nothing here is for production keys; nonces are chosen by the caller.
 */
export async function loadPrimitives() {
  const library = await BarretenbergSync.new({ backend: BackendType.Wasm, threads: 1, skipSrsInit: true });
  const hash = (inputs) => number(library.poseidon2Hash({ inputs: inputs.map((x) => bytes(mod(x))) }).hash);
  const permute = (inputs) =>
    library.poseidon2Permutation({ inputs: inputs.map((x) => bytes(mod(x))) }).outputs.map(number);
  const compress = (inputs) => mod(permute(inputs)[0] + inputs[0]);
  const publicKey = (privateKey) => {
    const { publicKey: point } = library.schnorrComputePublicKey({ privateKey: bytes(privateKey) });
    return { x: number(point.x), y: number(point.y) };
  };
  const challengeDst = hash([number(Buffer.from(DST_TEXT).reverse())]);

  /** The signature that nonce `k` gives: `R = k·G`, `e` the challenge, `s = k − e·privateKey`. */
  const sign = ({ message, privateKey, nonce }) => {
    const owner = publicKey(privateKey);
    const e = hash([challengeDst, publicKey(nonce).x, owner.x, owner.y, message]);
    return { s: mod(nonce - e * privateKey, ORDER), e };
  };
  const verify = ({ message, publicKey: { x, y }, signature: { s, e } }) =>
    library.schnorrVerifySignature({
      messageField: bytes(message),
      publicKey: { x: bytes(x), y: bytes(y) },
      s: bytes(s),
      e: bytes(e),
    }).verified;
  return { hash, permute, compress, publicKey, sign, verify, challengeDst };
}
