import { type ConfigRow, configRows } from './rows.js';

/**
 * The environment for a process that this one starts: everything but keys and passwords. An embedded PostgreSQL may run as another user, and
 * whoever runs as that one could read them; a prover has no use for the operator's key.
 */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const rows: ConfigRow[] = Object.values(configRows);
  const secret = new Set<string | undefined>(
    rows.filter((row) => row.secret || row.holdsKeys).flatMap((row) => [row.env, row.oldEnv]),
  );
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.has(name)));
}
