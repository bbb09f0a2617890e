import type { Pool, PoolClient } from 'pg';

/** A pool for single statements, or a client within a transaction. */
export type Queryable = Pick<Pool | PoolClient, 'query'>;
