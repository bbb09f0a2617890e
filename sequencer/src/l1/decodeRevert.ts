import { BaseError, ContractFunctionRevertedError } from 'viem';

/** A refusal of the contract: the error's name and arguments as the contract declares them. */
export type Revert = { name: string; args: readonly unknown[] };

/**
 * The contract's own error within what viem threw.
 *
 * @returns undefined when it isn't a refusal of the contract (no connection, no funds, …). A revert without a known error has its text, or
 *   `unknown`, as its name.
 */
export function decodeRevert(error: unknown): Revert | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (!(revert instanceof ContractFunctionRevertedError)) return undefined;
  const { errorName, args = [] } = revert.data ?? {};
  return { name: errorName ?? revert.reason ?? 'unknown', args };
}
