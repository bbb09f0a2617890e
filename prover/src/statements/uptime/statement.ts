import { type Address, isAddress } from 'viem';
import { fieldToHex, isFieldElement } from '../../core/field.js';
import { JsonReader } from '../../core/JsonReader.js';
import { fromProofArgument, type Groth16Proof, toProofArgument } from '../../proving/groth16/proof.js';
import { statementError } from '../../proving/groth16/statementErrors.js';
import { SLOTS_PER_EPOCH } from './bitmap.js';
import { COMMITTEE_SIZE, MAX_EPOCH } from './constants.js';
import { uptimeError } from './uptimeErrors.js';

/** What an uptime proof states. All of it is public, and nothing else is revealed. */
export type UptimeStatement = {
  provider: Address;
  epoch: number;
  /** The roots of the committee's members in their order; 0 for one that posted none or was struck. Five of them. */
  roots: readonly bigint[];
  /** Slots that fewer than 3 of the members saw up, of 96. */
  missedSlots: number;
};

/** An uptime statement with its proof. */
export type UptimeProof = UptimeStatement & { statement: 'uptime'; proof: Groth16Proof };

/**
 * Reads an uptime proof from parsed JSON, strictly: every field in its form and range, and no other field. Whether it is valid is
 * for `verifyUptime`.
 *
 * @throws statement/malformed naming field, value and what was expected
 *
 * @example
 * import { parseUptimeProof } from '@tallystick/prover/verify';
 *
 * const { provider, epoch, missedSlots } = parseUptimeProof(JSON.parse(body)); // what it says, not yet whether it holds
 */
export function parseUptimeProof(json: unknown): UptimeProof {
  const body = new JsonReader(json, { toError: statementError.of('statement/malformed') });
  const statement = body.choice('statement', ['uptime']);
  const provider = body.address('provider');
  const epoch = body.integer('epoch', { max: MAX_EPOCH });
  const roots = body.fields('roots', COMMITTEE_SIZE);
  const missedSlots = body.integer('missedSlots', { max: SLOTS_PER_EPOCH });
  const proof = fromProofArgument(body.words('proof', 8));
  body.end();
  return { statement, provider, epoch, roots, missedSlots, proof };
}

/** An uptime proof as JSON; the proof as the contract takes it, eight words. */
export type SerializedUptimeProof = {
  statement: 'uptime';
  provider: string;
  epoch: number;
  /** Five words, `0x` and 64 digits. */
  roots: string[];
  missedSlots: number;
  /** Eight words, `0x` and 64 digits. */
  proof: string[];
};

/**
 * An uptime proof as JSON. Nothing in it is secret.
 *
 * @example
 * import { serializeUptimeProof } from '@tallystick/prover/verify';
 *
 * const text = JSON.stringify(serializeUptimeProof(uptimeProof));
 */
export function serializeUptimeProof({
  provider,
  epoch,
  roots,
  missedSlots,
  proof,
}: UptimeProof): SerializedUptimeProof {
  return {
    statement: 'uptime',
    provider,
    epoch,
    roots: roots.map(fieldToHex),
    missedSlots,
    proof: toProofArgument(proof).map(fieldToHex),
  };
}

/**
 * The public inputs of an uptime proof, in the circuit's order: missedSlots, provider, epoch, the five roots. Unchecked.
 */
export function toUptimeInputs({ missedSlots, provider, epoch, roots }: UptimeStatement): bigint[] {
  return [BigInt(missedSlots), BigInt(provider), BigInt(epoch), ...roots];
}

/**
 * Makes sure that there are five roots, field elements each.
 *
 * @throws uptime/out-of-range
 */
export function assertRoots(roots: readonly bigint[]): void {
  const code = 'uptime/out-of-range';
  if (!Array.isArray(roots) || roots.length !== COMMITTEE_SIZE) {
    const given = Array.isArray(roots) ? `${roots.length} roots` : typeof roots;
    throw uptimeError(code, { facts: { field: 'roots', given, expected: `${COMMITTEE_SIZE} roots` } });
  }
  const bad = roots.findIndex((root) => !isFieldElement(root));
  if (bad === -1) return;
  const facts = { field: `roots[${bad}]`, given: roots[bad], expected: 'a field element; 0 for a member without one' };
  throw uptimeError(code, { facts });
}

/**
 * Makes sure that a value is an address other than 0.
 *
 * @param field name of the value, for the error
 * @throws uptime/malformed
 */
export function assertAddress(value: unknown, field: string): void {
  if (typeof value === 'string' && isAddress(value, { strict: false }) && BigInt(value) !== 0n) return;
  const expected = 'an address of 20 bytes in hex, other than 0';
  const given = typeof value === 'string' ? value.slice(0, 80) : typeof value;
  throw uptimeError('uptime/malformed', {
    message: `${field}: expected ${expected}`,
    facts: { field, given, expected },
  });
}
