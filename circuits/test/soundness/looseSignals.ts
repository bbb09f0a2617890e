/** A signal's value in a witness, by its name without `main.`. */
export type Values = (name: string) => bigint;

/** Signals that a witness may have otherwise while every constraint holds, and why nothing false is said by it. */
export type LooseSignals = {
  statement: 'usage' | 'uptime';
  /** Their names; the first group, where there is one, is the member. */
  name: RegExp;
  /** What has to be so in the honest witness for the reason to hold. */
  isSo: (honest: Values, member: string) => boolean;
  reason: string;
};

export const looseSignals: readonly LooseSignals[] = [
  {
    statement: 'uptime',
    name: /^inverse\[(\d)\]$/,
    isSo: (honest, member) => honest(`roots[${member}]`) === 0n && honest(`present[${member}]`) === 0n,
    reason:
      'The hint of an inverse that 0 has none of: 0 · inverse = present = 0, whatever it is, and nothing else reads it.',
  },
  {
    statement: 'uptime',
    name: /^roots\[(\d)\]$/,
    isSo: (honest, member) => honest(`present[${member}]`) === 0n,
    reason:
      'Public: the root of a member that is left out. The result says that leaving it out gives these missed slots, which is so for any root.',
  },
  {
    statement: 'usage',
    name: /^(?:resource|isStorage)$/,
    isSo: (honest) => honest('words[0]') === honest('words[1]') && honest('minIncrease') === 0n,
    reason:
      'Public, and both together: another resource of which there was no less than no increase either, so what is said then is true as well.',
  },
];
