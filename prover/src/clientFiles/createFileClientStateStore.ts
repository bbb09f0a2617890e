import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { clientError } from '../consumer/clientErrors.js';
import type { ClientState, ClientStateStore } from '../consumer/clientState.js';
import { JsonReader } from '../core/JsonReader.js';
import { MAX_BALANCE } from '../core/limits.js';
import { parseUnits, serializeUnits } from '../core/units.js';
import { replaceFile } from '../files/replaceFile.js';

/** Counters in a file. */
export type FileClientStateStore = ClientStateStore & {
  /** Resolves once everything that the store was told is in the file. */
  flush(): Promise<void>;
};

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
export function createFileClientStateStore({ path }: { path: string }): FileClientStateStore {
  let states: Promise<Map<number, ClientState>> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let isNoted = false;
  const loaded = (): Promise<Map<number, ClientState>> => {
    // A file that could not be read is tried again.
    states ??= readStates(path).catch((error: unknown) => {
      states = undefined;
      throw error;
    });
    return states;
  };
  async function write(): Promise<void> {
    const all = await loaded();
    const done = writing.catch(() => undefined); // a write that failed was reported to those who waited for it
    next ??= done.then(() => {
      next = undefined;
      isNoted = false;
      writing = writeStates(path, all);
      return writing;
    });
    await next;
  }
  return {
    async load(serial) {
      return (await loaded()).get(serial);
    },
    async save(serial, state) {
      (await loaded()).set(serial, state);
      await write();
    },
    note(serial, state) {
      isNoted = true;
      // A file that can't be read is told of by `flush`.
      void loaded().then(
        (all) => all.set(serial, state),
        () => undefined,
      );
    },
    async flush() {
      if (isNoted) await write();
      else await writing;
    },
  };
}

async function writeStates(path: string, states: Map<number, ClientState>): Promise<void> {
  const allowances: Record<string, unknown> = {};
  for (const [serial, { signed, used, deferred, ahead, aheadClaimed }] of states) {
    allowances[serial] = {
      signed: serializeUnits(signed),
      used: serializeUnits(used),
      ...(deferred === undefined ? {} : { deferred: deferred.toString() }),
      ...(ahead === undefined ? {} : { ahead: serializeUnits(ahead) }),
      ...(aheadClaimed === undefined ? {} : { aheadClaimed: aheadClaimed.toString() }),
    };
  }
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, `${JSON.stringify({ version: 1, allowances })}\n`, 0o600);
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
    const used = parseUnits(reader.object('used'));
    // What an older version didn't keep isn't there.
    states.set(Number(serial), {
      ...{ signed, used },
      ...(reader.has('deferred') ? { deferred: reader.decimal('deferred', { max: MAX_BALANCE }) } : {}),
      ...(reader.has('ahead') ? { ahead: parseUnits(reader.object('ahead')) } : {}),
      ...(reader.has('aheadClaimed') ? { aheadClaimed: reader.decimal('aheadClaimed', { max: MAX_BALANCE }) } : {}),
    });
  }
  return states;
}
