import { BaseError } from 'viem';

/**
 * What a node means by refusing a transaction:
 * - `known`: it has this very transaction already.
 * - `nonce-too-low`: another one with this nonce was mined.
 * - `replacement-underpriced`: it holds another one with this nonce that pays more, or not enough less.
 * - `underpriced`: the fees are below what it takes at all.
 * - `insufficient-funds`: the wallet can't pay for it.
 * - `unreachable`: there was no answer.
 * - `refused`: anything else.
 */
export type SendProblem =
  | 'known'
  | 'nonce-too-low'
  | 'replacement-underpriced'
  | 'underpriced'
  | 'insufficient-funds'
  | 'unreachable'
  | 'refused';

/** Wordings of geth, Nethermind, Erigon, Besu, Reth and anvil; the first that fits counts. */
const wordings: readonly [SendProblem, RegExp][] = [
  [
    'known',
    /already known|already imported|known transaction|alreadyknown|transaction already exists|already in (the )?pool/,
  ],
  ['nonce-too-low', /nonce too low|nonce is too low|oldnonce|nonce has already been used|invalid nonce; got/],
  [
    'replacement-underpriced',
    /replacement transaction underpriced|replacementnotallowed|could not replace|gas price too low to replace|feetoolowtocompete/,
  ],
  [
    'insufficient-funds',
    /insufficient funds|insufficientfunds|upfront cost exceeds|sender doesn't have enough funds|insufficient balance/,
  ],
  [
    'underpriced',
    /underpriced|fee cap less than block base fee|max fee per gas less than block base fee|fee ?too ?low|gas price (is )?(too low|below)|below (the )?(minimum|configured)/,
  ],
  ['unreachable', /http request failed|fetch failed|econnrefused|econnreset|socket hang up|timed out|took too long/],
];

/** Reads the node's wording, since the codes of JSON-RPC don't tell these apart. */
export function classifySendError(error: unknown): SendProblem {
  const text = textOf(error).toLowerCase();
  return wordings.find(([, wording]) => wording.test(text))?.[0] ?? 'refused';
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `${error}`;
  const own = error instanceof BaseError ? `${error.shortMessage} ${error.details}` : error.message;
  return error.cause === undefined ? own : `${own} ${textOf(error.cause)}`;
}
