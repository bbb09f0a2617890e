import {
  BaseError,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  HttpRequestError,
  TimeoutError,
} from 'viem';
import { TallystickError } from '../core/errors/TallystickError.js';
import { chainError } from './chainErrors.js';

/** The arguments of a custom error under their names, as far as the ABI knows them. */
function namedArguments(error: ContractFunctionRevertedError): Record<string, unknown> {
  const { abiItem, args } = error.data ?? {};
  const inputs = abiItem !== undefined && 'inputs' in abiItem ? abiItem.inputs : [];
  return Object.fromEntries(inputs.map(({ name }, index) => [name || `argument${index}`, args?.[index]]));
}

/** Whom nobody heard of and how, without what may be a key: credentials, path and query. */
function factsOfSilence(error: unknown): Record<string, unknown> {
  const { url, status } = error as { url?: unknown; status?: unknown };
  const endpoint = typeof url === 'string' && URL.canParse(url) ? new URL(url).host : undefined;
  const reason = typeof status === 'number' ? `HTTP ${status}` : codeOf(error);
  return { ...(endpoint === undefined ? {} : { endpoint }), ...(reason === undefined ? {} : { reason }) };
}

function codeOf(error: unknown): string | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof TimeoutError) return 'no answer in time';
    const { code } = inner as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/**
 * Turns what viem throws into a `TallystickError` that says what the contract or the endpoint objected to.
 *
 * Of the endpoint's address, which may hold a provider's access key, the host alone is told; the raw transaction stays out of message and
 * facts. A `TallystickError` passes unchanged.
 *
 * @param action what was tried, as the message's subject: "opening the account"
 */
export function toChainError(error: unknown, action: string): TallystickError {
  if (error instanceof TallystickError) return error;
  if (!(error instanceof BaseError)) {
    return chainError('chain/call-failed', { message: `${action} failed: ${String(error)}`, cause: error });
  }
  const reverted = error.walk((inner) => inner instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) {
    const name = reverted.data?.errorName ?? reverted.reason ?? reverted.signature ?? 'no reason given';
    return chainError('chain/reverted', {
      message: `${action} was refused by the contract: ${name}`,
      facts: { error: name, ...namedArguments(reverted) },
      cause: error,
    });
  }
  if (error.walk((inner) => inner instanceof ContractFunctionZeroDataError) !== null) {
    return chainError('chain/no-rollup', { cause: error });
  }
  const silent = error.walk((inner) => inner instanceof HttpRequestError || inner instanceof TimeoutError);
  if (silent !== null) {
    return chainError('chain/unreachable', {
      message: `${action} failed: the RPC endpoint does not answer`,
      facts: factsOfSilence(silent),
      cause: error,
    });
  }
  const reason = error.walk((inner) => inner instanceof BaseError && inner.details !== '');
  const details = reason instanceof BaseError ? reason.details : error.shortMessage;
  return chainError('chain/call-failed', { message: `${action} failed: ${details}`, cause: error });
}

/** For `catch`: throws what `toChainError` makes of the error. */
export function throwChainError(action: string): (error: unknown) => never {
  return (error) => {
    throw toChainError(error, action);
  };
}
