import { redactUrls } from '../util/redactUrls.js';

const longestText = 2000;
const deepestCause = 5;

/** An error as it is logged. */
export type DescribedError = {
  type: string;
  message: string;
  code?: string;
  facts?: unknown;
  stack?: string;
  cause?: DescribedError;
};

/**
 * What is logged of an error: name, message, code, facts, stack and causes, and nothing else that hangs on it. A database's error carries
 * its connection with the password, an RPC's the whole request and a URL with a key.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: redactUrls(`${error}`).slice(0, longestText) };
  const { name, message, stack, cause } = error;
  const { code, facts } = error as { code?: unknown; facts?: unknown };
  return {
    type: name,
    message: redactUrls(message).slice(0, longestText),
    ...(typeof code === 'string' ? { code } : {}),
    ...(facts === undefined ? {} : { facts: toText(facts) }),
    ...(stack === undefined ? {} : { stack: redactUrls(stack).slice(0, 2 * longestText) }),
    ...(cause === undefined || depth === deepestCause ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

/** JSON has no bigints. */
function toText(facts: unknown): unknown {
  return JSON.parse(JSON.stringify(facts, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)));
}
