import { fieldToHex } from '../../core/field.js';
import { JsonReader } from '../../core/JsonReader.js';
import { MAX_COUNTER, MAX_SERIAL } from '../../core/limits.js';
import { UNIT_KEYS, type Units } from '../../core/units.js';
import { fromProofArgument, type Groth16Proof, toProofArgument } from '../../proving/groth16/proof.js';
import { statementError } from '../../proving/groth16/statementErrors.js';

/** What a usage proof states. All of it is public, and nothing else is revealed: not by how much more the counter rose. */
export type UsageStatement = {
  /** Serial of the provider's earning account. */
  serial: number;
  /** The state root to count from. */
  rootBefore: bigint;
  /** The state root to count to. */
  rootAfter: bigint;
  resource: Resource;
  /** Units of the resource by which the account's counter rose at least, below 2^44. */
  minIncrease: bigint;
};

/** A usage statement with its proof. */
export type UsageProof = UsageStatement & {
  statement: 'usage';
  /** The batches that the roots are of, where they are known: what `verifyUsage` on the chain takes. */
  batches?: { before: bigint; after: bigint };
  proof: Groth16Proof;
};

/** What is metered, under the name that units have everywhere. */
export type Resource = keyof Units;

const MAX_BATCH = 2n ** 32n - 1n;

/**
 * Reads a usage proof from parsed JSON, strictly: every field in its form and range, and no other field. Whether it is valid is
 * for `verifyUsage`.
 *
 * @throws statement/malformed naming field, value and what was expected
 *
 * @example
 * import { parseUsageProof } from '@tallystick/prover/verify';
 *
 * const { serial, resource, minIncrease } = parseUsageProof(JSON.parse(body)); // what it says, not yet whether it holds
 */
export function parseUsageProof(json: unknown): UsageProof {
  const body = new JsonReader(json, { toError: statementError.of('statement/malformed') });
  const statement = body.choice('statement', ['usage']);
  const serial = body.integer('serial', { min: 1, max: MAX_SERIAL });
  const rootBefore = body.field('rootBefore');
  const rootAfter = body.field('rootAfter');
  const resource = body.choice('resource', UNIT_KEYS);
  const minIncrease = body.decimal('minIncrease', { max: MAX_COUNTER });
  const numbers = body.has('batches') ? body.object('batches') : undefined;
  const before = numbers?.decimal('before', { max: MAX_BATCH });
  const after = numbers?.decimal('after', { max: MAX_BATCH });
  numbers?.end();
  const batches = before === undefined || after === undefined ? {} : { batches: { before, after } };
  const proof = fromProofArgument(body.words('proof', 8));
  body.end();
  return { statement, serial, rootBefore, rootAfter, resource, minIncrease, ...batches, proof };
}

/** A usage proof as JSON; the proof as the contract takes it, eight words. */
export type SerializedUsageProof = {
  statement: 'usage';
  serial: number;
  rootBefore: string;
  rootAfter: string;
  resource: Resource;
  /** A decimal string. */
  minIncrease: string;
  /** Decimal strings. */
  batches?: { before: string; after: string };
  /** Eight words, `0x` and 64 digits. */
  proof: string[];
};

/**
 * A usage proof as JSON. Nothing in it is secret.
 *
 * @example
 * import { serializeUsageProof } from '@tallystick/prover/verify';
 *
 * const text = JSON.stringify(serializeUsageProof(usageProof));
 */
export function serializeUsageProof(given: UsageProof): SerializedUsageProof {
  const { serial, rootBefore, rootAfter, resource, minIncrease, batches, proof } = given;
  return {
    statement: 'usage',
    serial,
    rootBefore: fieldToHex(rootBefore),
    rootAfter: fieldToHex(rootAfter),
    resource,
    minIncrease: `${minIncrease}`,
    ...(batches === undefined ? {} : { batches: { before: `${batches.before}`, after: `${batches.after}` } }),
    proof: toProofArgument(proof).map(fieldToHex),
  };
}

/**
 * The public inputs of a usage proof, in the circuit's order: serial, rootA, rootB, resource, minIncrease. Unchecked.
 */
export function toUsageInputs(statement: UsageStatement): bigint[] {
  const { serial, rootBefore, rootAfter, resource, minIncrease } = statement;
  return [BigInt(serial), rootBefore, rootAfter, BigInt(UNIT_KEYS.indexOf(resource)), minIncrease];
}
