import type { ErrorFacts } from '../../../core/errors/TallystickError.js';

/** What helps where the contract refuses a refund, by the facts of its error; undefined where that is another one. */
export function adviseOnRefund({ error, firstQueued }: ErrorFacts, serial: number): string | undefined {
  if (error === 'RefundTooEarly')
    return 'Try again at `refundableAt` (unix seconds), if no batch has opened it by then.';
  if (error === 'NothingToRefund') return 'There is nothing to do: it was refunded already, or nothing was paid in.';
  if (error !== 'OpenNotQueued') return undefined;
  if (BigInt(firstQueued as bigint | number) <= BigInt(serial))
    return 'Check the serial: no account was opened under it yet.';
  return (
    'A batch has opened it, so its money pays for requests now. What is left can be withdrawn after its expiry: ' +
    `\`tallystick withdraw --serial ${serial} --all\`.`
  );
}
