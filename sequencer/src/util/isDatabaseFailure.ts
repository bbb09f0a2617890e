/**
 * PostgreSQL's classes 08 (connection), 40 (deadlock, serialization), 53 (out of connections, disk, memory), 57P (shut down, crashed,
 * starting), a statement that was ended, a transaction that paused too long; and the codes of sockets and name look-ups.
 */
const CODES =
  /^(08...|40...|53...|57P..|57014|25P03|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|ERR_STREAM_\w+)$/;

/** The same in the words of `pg`, which gives these no code. */
const MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after|Query read timeout|timeout exceeded when trying to connect|timeout expired)/;

/** Whether the database can't be reached, took too long, or has no room now: what was asked of it may be asked again, as it is. */
export function isDatabaseFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return CODES.test(code);
  // A name that stands for several addresses: one failure for each.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isDatabaseFailure);
  return MESSAGES.test(error.message);
}
