import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { fieldToHex, type Point, publicKeyOf, type Signature, signField, verifyField } from '@tallystick/prover/core';

export type SignatureFigures = {
  rounds: number;
  /** Verifications per second by one thread, the median of the rounds: by bb.js' own WebAssembly, handed bytes. */
  bbPerSecond: number;
  /** Of owners who weren't seen often enough to have a table. */
  coldPerSecond: number;
  /** Of owners who have one. */
  knownPerSecond: number;
  /** Of each round, so that a busy machine slows both: the rate to that of bb.js. */
  coldToBb: number;
  knownToBb: number;
};

type Signed = { message: bigint; publicKey: Point; signature: Signature };

/** Rounds of a new owner before he may have a table: seven, of which two are warming up. */
const ROUNDS = 5;
const WARM_UP = 2;
/** An owner who was seen so often has one. */
const UNTIL_KNOWN = 10;

/**
 * Measures how fast signatures of receipts are verified, against bb.js in the same run and in turns. Only after `loadCrypto`.
 *
 * @throws Error when a good signature is refused
 */
export async function measureSignatures({ owners = 200 }: { owners?: number } = {}): Promise<SignatureFigures> {
  const library = await BarretenbergSync.new({ backend: BackendType.Wasm, threads: 1, skipSrsInit: true });
  try {
    const toBytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'));
    const byLibrary = ({ message, publicKey: { x, y }, signature: { s, e } }: Signed) => {
      const request = {
        messageField: toBytes(fieldToHex(message)),
        publicKey: { x: toBytes(fieldToHex(x)), y: toBytes(fieldToHex(y)) },
        s: toBytes(s),
        e: toBytes(e),
      };
      return () => library.schnorrVerifySignature(request).verified;
    };
    const signed = Array.from({ length: owners }, (_, i) => sign(BigInt(1_000_003 * (i + 1))));
    const some = signed.slice(0, 20).map(({ message }) => sign(message + 7n));
    const inTurn = (items: Signed[]) => Array.from({ length: owners }, (_, i) => items[i % items.length] as Signed);
    const kinds = {
      bb: signed.map(byLibrary),
      cold: signed.map((item) => () => verifyField(item)),
      known: inTurn(some).map((item) => () => verifyField(item)),
    };
    for (let i = 0; i < UNTIL_KNOWN; i++) for (const item of some) rateOf([() => verifyField(item)]);
    const rates: Record<keyof typeof kinds, number>[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      rates.push({ bb: rateOf(kinds.bb), cold: rateOf(kinds.cold), known: rateOf(kinds.known) });
    }
    const measured = rates.slice(WARM_UP);
    return {
      rounds: ROUNDS,
      bbPerSecond: median(measured.map(({ bb }) => bb)),
      coldPerSecond: median(measured.map(({ cold }) => cold)),
      knownPerSecond: median(measured.map(({ known }) => known)),
      coldToBb: median(measured.map(({ bb, cold }) => cold / bb)),
      knownToBb: median(measured.map(({ bb, known }) => known / bb)),
    };
  } finally {
    library.destroy();
  }
}

function sign(privateKey: bigint): Signed {
  const message = privateKey;
  return { message, publicKey: publicKeyOf(privateKey), signature: signField({ message, privateKey }) };
}

function rateOf(calls: readonly (() => boolean)[]): number {
  const startedAt = performance.now();
  for (const call of calls) if (!call()) throw new Error('a good signature was refused');
  return (calls.length * 1000) / (performance.now() - startedAt);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
