import type { Address } from 'viem';
import type { Signature } from '../signature/Signature.js';
import type { Withdrawal } from './Withdrawal.js';

/** A withdrawal as JSON carries it: the amount as a decimal string. */
export type SerializedWithdrawal = {
  serial: number;
  nonce: number;
  amount: string;
  recipient: Address;
  signature: Signature;
};

/** The withdrawal in the form that `parseWithdrawal` reads. */
export function serializeWithdrawal(withdrawal: Withdrawal): SerializedWithdrawal {
  const { serial, nonce, amount, recipient, signature } = withdrawal;
  return { serial, nonce, amount: amount.toString(), recipient, signature: { s: signature.s, e: signature.e } };
}
