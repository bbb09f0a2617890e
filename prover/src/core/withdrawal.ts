import { type Address, isAddress } from 'viem';
import { TallystickError } from './errors/TallystickError.js';
import { isFieldElement } from './field.js';
import { poseidon2Hash } from './hash/poseidon2.js';
import { JsonReader } from './JsonReader.js';
import { BALANCE_BITS, MAX_BALANCE, MAX_NONCE, MAX_SERIAL, validateInteger, WITHDRAW_TAG } from './limits.js';
import { type Point, type Signature, signField, verifyField } from './signature.js';
import { withdrawalError } from './withdrawalErrors.js';

/** An owner's order to move tokens out of an account to an address, by way of the next batch and a claim on L1. */
export type Withdrawal = {
  serial: number;
  /** The account's current nonce; applying the withdrawal raises it. */
  nonce: number;
  /** Token base units, from 1 to 2^88 - 1. */
  amount: bigint;
  recipient: Address;
  /** By the account's owner over `withdrawalMessage`. */
  signature: Signature;
};

/** What a withdrawal says, with the domain it is signed for and without its signature. */
export type UnsignedWithdrawal = Omit<Withdrawal, 'signature'> & { domain: bigint };

/** amount(88) | recipient(160), low bits first: what a withdrawal signs and what the batch publishes of it. Unchecked. */
export function packPayout({ amount, recipient }: { amount: bigint; recipient: Address }): bigint {
  return amount | (BigInt(recipient) << BALANCE_BITS);
}

/**
 * Reads a withdrawal from parsed JSON, strictly. The signature is not verified here.
 *
 * @throws withdrawal/malformed, naming field, value and what was expected
 *
 * @example
 * import { parseWithdrawal } from '@tallystick/prover/core';
 *
 * const withdrawal = parseWithdrawal(JSON.parse(body)); // throws withdrawal/malformed on anything but a withdrawal
 */
export function parseWithdrawal(json: unknown): Withdrawal {
  const body = new JsonReader(json, { toError: withdrawalError.of('withdrawal/malformed') });
  const serial = body.integer('serial', { min: 1, max: MAX_SERIAL });
  const nonce = body.integer('nonce', { max: MAX_NONCE });
  const amount = body.decimal('amount', { min: 1n, max: MAX_BALANCE });
  const recipient = body.address('recipient');
  const signed = body.object('signature');
  const signature = { s: signed.word('s'), e: signed.word('e') };
  signed.end();
  body.end();
  return { serial, nonce, amount, recipient, signature };
}

/** A withdrawal as JSON carries it: the amount as a decimal string. */
export type SerializedWithdrawal = {
  serial: number;
  nonce: number;
  amount: string;
  recipient: Address;
  signature: Signature;
};

/**
 * The withdrawal in the form that `parseWithdrawal` reads.
 *
 * @example
 * import { serializeWithdrawal } from '@tallystick/prover/core';
 *
 * const text = JSON.stringify(serializeWithdrawal(withdrawal));
 */
export function serializeWithdrawal(withdrawal: Withdrawal): SerializedWithdrawal {
  const { serial, nonce, amount, recipient, signature } = withdrawal;
  return { serial, nonce, amount: amount.toString(), recipient, signature: { s: signature.s, e: signature.e } };
}

/**
 * Orders a withdrawal with the account's key.
 *
 * @throws withdrawal/malformed, key/out-of-range, crypto/not-loaded
 *
 * @example
 * import { createSequencerClient, signWithdrawal } from '@tallystick/prover';
 *
 * const sequencer = createSequencerClient({ url: 'https://sequencer.example' });
 * const { nonce, balance } = await sequencer.getAccount({ serial: 2, viewKey });
 * const withdrawal = signWithdrawal({ domain, serial: 2, nonce, amount: balance, recipient, privateKey });
 * await sequencer.submitWithdrawal(withdrawal);
 */
export function signWithdrawal({ privateKey, ...order }: UnsignedWithdrawal & { privateKey: bigint }): Withdrawal {
  const { serial, nonce, amount, recipient } = order;
  const signature = signField({ message: withdrawalMessage(order), privateKey });
  return { serial, nonce, amount, recipient, signature };
}

/**
 * Whether `owner` signed the withdrawal for this domain. One with fields out of range is false.
 *
 * @throws crypto/not-loaded
 *
 * @example
 * import { loadCrypto, signWithdrawal } from '@tallystick/prover';
 * import { publicKeyOf, verifyWithdrawal } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const recipient = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
 * const withdrawal = signWithdrawal({ domain: 42n, serial: 2, nonce: 0, amount: 1000n, recipient, privateKey: 5n });
 * verifyWithdrawal({ domain: 42n, withdrawal, owner: publicKeyOf(5n) }); // true
 * verifyWithdrawal({ domain: 43n, withdrawal, owner: publicKeyOf(5n) }); // false
 */
export function verifyWithdrawal(order: { domain: bigint; withdrawal: Withdrawal; owner: Point }): boolean {
  const { domain, withdrawal, owner } = order;
  try {
    const message = withdrawalMessage({ domain, ...withdrawal });
    return verifyField({ message, publicKey: owner, signature: withdrawal.signature });
  } catch (error) {
    if (error instanceof TallystickError && error.code === 'withdrawal/malformed') return false;
    throw error;
  }
}

const code = 'withdrawal/malformed';

/**
 * The field element that a withdrawal's signature covers:
 * `hash([domain, serial, nonce, amount(88) | recipient(160), WITHDRAW_TAG])`.
 *
 * @throws withdrawal/malformed, crypto/not-loaded
 */
export function withdrawalMessage({ domain, serial, nonce, amount, recipient }: UnsignedWithdrawal): bigint {
  if (!isFieldElement(domain)) {
    throw withdrawalError(code, { facts: { field: 'domain', given: domain ?? null, expected: 'a field element' } });
  }
  validateInteger(serial, { field: 'serial', min: 1, max: MAX_SERIAL, toError: withdrawalError.of(code) });
  validateInteger(nonce, { field: 'nonce', max: MAX_NONCE, toError: withdrawalError.of(code) });
  // The contract takes an amount of 0 for an unused slot, and has nobody to pay at address 0.
  if (typeof amount !== 'bigint' || amount < 1n || amount > MAX_BALANCE) {
    const facts = { field: 'amount', given: amount ?? null, expected: `from 1 to ${MAX_BALANCE}` };
    throw withdrawalError(code, { message: 'amount is out of range', facts });
  }
  if (!isAddress(recipient, { strict: false }) || BigInt(recipient) === 0n) {
    const facts = { field: 'recipient', given: recipient ?? null, expected: 'an address other than 0' };
    throw withdrawalError(code, { message: 'recipient is not an address', facts });
  }
  return poseidon2Hash([domain, BigInt(serial), BigInt(nonce), packPayout({ amount, recipient }), WITHDRAW_TAG]);
}
