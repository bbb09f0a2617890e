import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { clientError } from '../consumer/clientErrors.js';
import type { ClientState, ClientStateStore } from '../consumer/clientState.js';
import { JsonReader } from '../core/JsonReader.js';
import { parseUnits, serializeUnits } from '../core/units.js';

/**
 * A client's counters in one JSON file that survives a crash: written beside, flushed, and moved into place. Saves that come
 * while one is being written share the next. For one process at a time.
 *
 * @throws client/state-unreadable from `load`
 *
 * @example
 * import { createFileClientStateStore, createPayingFetch } from '@tallystick/prover';
 *
 * const state = createFileClientStateStore({ path: 'receipts.json' }); // what was signed, over a restart
 * const pay = createPayingFetch({ allowances, maxAmount: 1_000_000n, state });
 */
export function createFileClientStateStore({ path }: { path: string }): ClientStateStore {
  let states: Promise<Map<number, ClientState>> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const loaded = (): Promise<Map<number, ClientState>> => {
    // A file that could not be read is tried again.
    states ??= readStates(path).catch((error: unknown) => {
      states = undefined;
      throw error;
    });
    return states;
  };
  return {
    async load(serial) {
      return (await loaded()).get(serial);
    },
    async save(serial, state) {
      const all = await loaded();
      all.set(serial, state);
      const done = writing.catch(() => undefined); // a write that failed was reported to those who waited for it
      next ??= done.then(() => {
        next = undefined;
        writing = writeStates(path, all);
        return writing;
      });
      await next;
    },
  };
}

async function writeStates(path: string, states: Map<number, ClientState>): Promise<void> {
  const allowances: Record<string, unknown> = {};
  for (const [serial, { signed, used }] of states) {
    allowances[serial] = { signed: serializeUnits(signed), used: serializeUnits(used) };
  }
  await mkdir(dirname(path), { recursive: true });
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ version: 1, allowances })}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

async function readStates(path: string): Promise<Map<number, ClientState>> {
  const toError = clientError.of('client/state-unreadable');
  const states = new Map<number, ClientState>();
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return states;
    throw error;
  }
  let json: { allowances?: Record<string, unknown> };
  try {
    json = JSON.parse(text) as typeof json;
  } catch (cause) {
    throw toError({ cause, facts: { field: 'body', expected: 'JSON' } });
  }
  new JsonReader(json, { toError }).integer('version', { min: 1, max: 1 });
  for (const [serial, entry] of Object.entries(json.allowances ?? {})) {
    const reader = new JsonReader(entry, { toError, path: `allowances.${serial}` });
    const signed = parseUnits(reader.object('signed'));
    states.set(Number(serial), { signed, used: parseUnits(reader.object('used')) });
  }
  return states;
}
