/** What is known of an answer that refuses. */
export type RefusedAnswer = {
  /** Why a gateway served nothing, where the answer is a gateway's. */
  code: string | undefined;
  /** The allowance that it is about, as far as that is told. */
  serial: number | undefined;
  /** Token base units that were signed for this request. */
  amount: bigint;
};

/** What helps against an answer that refuses: where it is the allowance's state, the command that changes that. */
export function adviseOnStatus({ code, serial, amount }: RefusedAnswer): string {
  const name = serial ?? 'SERIAL';
  const topUp = `tallystick allowance open --top-up ${name} --amount AMOUNT`;
  switch (code) {
    case 'gateway/unknown-allowance':
      return (
        `An allowance can be paid from once a batch has opened it, a minute or two after its open: \`tallystick allowance show --serial ${name}\` ` +
        'says open for the sequencer then. Fetch again afterwards; what was signed for this request counts for that one.'
      );
    case 'gateway/beyond-balance':
      return `The allowance is used up: add to it by \`${topUp}\`, and fetch again once a batch has opened that, a minute or two later.`;
    case 'gateway/allowance-expired':
      return (
        'The allowance has expired, or expires too soon for the service to be paid in time: open one that lasts longer by ' +
        `\`${topUp} --expiry +30d\`. What is left in this one can be withdrawn after its expiry.`
      );
    default:
      return amount === 0n
        ? 'Look at the status and the body.'
        : 'Look at the status and the body. The amount in the facts was signed for.';
  }
}
