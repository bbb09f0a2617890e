import type { AccountState, AccountStore } from '@tallystick/prover/core';
import type { Queryable } from './Queryable.js';
import type { Cipher } from './sealing/createCipher.js';
import { openJson } from './sealing/openJson.js';
import { sealJson } from './sealing/sealJson.js';

/** Serials drawn for each place of a sample: some belong to accounts that nobody has disclosed, or to earning ones. */
const drawsPerPlace = 4;

const contextOf = (serial: number) => `accounts:${serial}`;

/** The states of accounts in the tree whose terms are known, in PostgreSQL; encrypted, since they hold view keys. */
export function createAccountStore(db: Queryable, cipher: Cipher) {
  const store = {
    async get(serial: number): Promise<AccountState | undefined> {
      const { rows } = await db.query<{ state: unknown }>('select state from accounts where serial = $1', [serial]);
      return rows[0] && openJson<AccountState>(cipher, contextOf(serial), rows[0].state);
    },
    /** Those of the serials that are known, in no order. */
    async many(serials: readonly number[]): Promise<AccountState[]> {
      const { rows } = await db.query<{ serial: string; state: unknown }>(
        'select serial, state from accounts where serial = any($1::bigint[])',
        [[...serials]],
      );
      return rows.map(({ serial, state }) => openJson<AccountState>(cipher, contextOf(Number(serial)), state));
    },
    async set(states: AccountState[]): Promise<void> {
      const latest = new Map(states.map((state) => [state.serial, state]));
      if (latest.size === 0) return;
      await db.query(
        `insert into accounts (serial, provider_serial, state) select * from unnest($1::bigint[], $2::bigint[], $3::jsonb[])
         on conflict (serial) do update set state = excluded.state`,
        [
          [...latest.keys()],
          [...latest.values()].map(({ terms }) => terms.providerSerial),
          [...latest.values()].map((state) => sealJson(cipher, contextOf(state.serial), state)),
        ],
      );
    },
    /** Accounts to draw cover from: a uniform random sample of those that are known. */
    async sample(limit: number): Promise<{ serials: number[]; earning: number[] }> {
      const pick = async (condition: string, values: unknown[] = []) => {
        const { rows } = await db.query<{ serial: string }>(
          `select serial from accounts where ${condition} order by random() limit $1`,
          [limit, ...values],
        );
        return rows.map((row) => Number(row.serial));
      };
      const drawn = limit * drawsPerPlace;
      const { rows } = await db.query<{ last: string | null }>('select max(serial) as last from accounts');
      const last = Number(rows[0]?.last ?? 0);
      // Of few all are looked at; of many only serials drawn blindly, since going through all would take seconds.
      const among = 'serial = any(array(select 1 + floor(random() * $2)::bigint from generate_series(1, $3)))';
      const [allowances, earning] = await Promise.all([
        last <= drawn ? pick('provider_serial <> 0') : pick(`provider_serial <> 0 and ${among}`, [last, drawn]),
        pick('provider_serial = 0'),
      ]);
      return { serials: [...allowances, ...earning], earning };
    },
  };
  return store satisfies AccountStore;
}
