import { TallystickError } from '../../core/errors/TallystickError.js';
import { validateInteger } from '../../core/limits.js';
import { x402Error } from '../../core/x402/x402Errors.js';
import { createSequencerClient } from '../../sequencerClient/createSequencerClient.js';
import type { SequencerClient } from '../../sequencerClient/SequencerClient.js';
import type { AllowanceArchive } from './AllowanceArchive.js';
import type { Allowance, AllowanceSource } from './allowanceSource.js';
import { createQuestionLimit, type QuestionLimit } from './createQuestionLimit.js';

export type SequencerAllowanceSourceOptions = {
  /** Where to ask: a client, or the address to make one for. */
  sequencer: SequencerClient | string | URL;
  /** How long an answer is used before it is asked for again; 60,000 by default. */
  ttlMs?: number;
  /** How long "no such allowance" is believed; 2,000 by default. */
  unknownTtlMs?: number;
  /**
   * Questions about allowances not known yet that may be under way at once; 16 by default. Whoever sends receipts causes them, with any
   * serial, and the sequencer takes only so many from one address. Beyond either bound `get` throws gateway/busy.
   */
  maxQuestionsAtOnce?: number;
  /** Such questions within a second; 20 by default. */
  maxQuestionsPerSecond?: number;
  /** Answers kept at most; 100,000 by default. */
  maxEntries?: number;
  /**
   * Keeps the terms of every allowance that is served, which it takes to settle without the sequencer should it vanish. Served
   * only once kept. What it lists tells who comes again after a restart: strangers, however many, don't keep those from being asked for,
   * who have a share of their own, as large. None by default.
   */
  archive?: (Pick<AllowanceArchive, 'put'> & Partial<Pick<AllowanceArchive, 'list'>>) | undefined;
  /** Milliseconds; the system's clock by default. */
  clockMs?: () => number;
};

type Entry = { viewKey: bigint; allowance: Allowance; freshUntil: number };

const MOST_QUESTIONS = 1_000_000;
const NOT_KNOWN = new Set(['sequencer/unknown-account', 'sequencer/unauthorized', 'sequencer/not-found']);
const NOT_OPEN = new Set(['queued', 'pending', 'refunded']);

/**
 * Allowances as a sequencer knows them; that they agree with the chain is the sequencer's promise. View keys stay in memory, and
 * in the archive if there is one.
 *
 * An old answer is safe to serve from: owner and terms never change, and a settlement lowers the balance by just what it
 * adds to the counters. So while the sequencer can't be reached, what is known stays in use.
 *
 * Of those that ask for the same allowance at once, one question is asked; and what the sequencer doesn't know isn't asked
 * for again for a while.
 *
 * @throws gateway/bad-configuration
 *
 * @example
 * import { createSequencerAllowanceSource } from '@tallystick/prover';
 * import { createFileAllowanceArchive } from '@tallystick/prover/provider';
 *
 * const allowances = createSequencerAllowanceSource({
 *   sequencer: 'https://sequencer.example',
 *   archive: createFileAllowanceArchive({ path: 'terms' }), // what it takes to settle without the sequencer
 * });
 */
export function createSequencerAllowanceSource(options: SequencerAllowanceSourceOptions): AllowanceSource {
  const { ttlMs = 60_000, unknownTtlMs = 2_000, maxEntries = 100_000, archive, clockMs = Date.now } = options;
  const { maxQuestionsAtOnce: atOnce = 16, maxQuestionsPerSecond: perSecond = 20 } = options;
  const toError = x402Error.of('gateway/bad-configuration');
  validateInteger(atOnce, { field: 'maxQuestionsAtOnce', min: 1, max: MOST_QUESTIONS, toError });
  validateInteger(perSecond, { field: 'maxQuestionsPerSecond', min: 1, max: MOST_QUESTIONS, toError });
  const bounds = { atOnce, perSecond, clockMs };
  const limits = { strangers: createQuestionLimit(bounds), known: createQuestionLimit(bounds) };
  const given = options.sequencer;
  const sequencer = typeof given === 'string' || given instanceof URL ? createSequencerClient({ url: given }) : given;
  const known = new Map<number, Entry>();
  /** View keys of allowances that were served before this process was. */
  const archived = new Map<number, bigint>();
  void readArchived();
  const unknown = new Map<string, number>();
  const asking = new Map<string, Promise<Allowance | undefined>>();
  const listeners: ((failure?: unknown) => void)[] = [];

  /** What can't be read leaves some as strangers, until they have been served. */
  async function readArchived(): Promise<void> {
    try {
      for await (const { serial, terms } of archive?.list?.() ?? []) {
        remember(archived, serial, terms.viewKey, maxEntries);
      }
    } catch {
      // Whoever settles by it tells of it; here it is a help alone.
    }
  }

  /** @param limit none for what is known and renewed, which strangers must not keep it from */
  function ask(serial: number, viewKey: bigint, limit?: QuestionLimit): Promise<Allowance | undefined> {
    const key = `${serial}:${viewKey}`;
    if ((unknown.get(key) ?? 0) > clockMs()) return Promise.resolve(undefined);
    const underWay = asking.get(key);
    if (underWay !== undefined) return underWay;
    const question = (): Promise<Allowance | undefined> => observe(fetchAllowance(serial, viewKey, key));
    const started = (limit === undefined ? question() : limit(question)).finally(() => asking.delete(key));
    asking.set(key, started);
    return started;
  }

  function observe<T>(question: Promise<T>): Promise<T> {
    question.then(
      () => {
        for (const tell of listeners) tell();
      },
      (error: unknown) => {
        for (const tell of listeners) tell(error);
      },
    );
    return question;
  }

  async function fetchAllowance(serial: number, viewKey: bigint, key: string): Promise<Allowance | undefined> {
    const allowance = await read(sequencer, serial, viewKey);
    if (allowance === undefined) {
      remember(unknown, key, clockMs() + unknownTtlMs, maxEntries);
      // A reorganisation of the chain took it back; whoever asks with another view key says nothing of it.
      if (known.get(serial)?.viewKey === viewKey) known.delete(serial);
      return undefined;
    }
    unknown.delete(key);
    if (!known.has(serial)) await archive?.put({ serial, terms: { ...allowance.terms, viewKey } });
    remember(known, serial, { viewKey, allowance, freshUntil: clockMs() + ttlMs }, maxEntries);
    return allowance;
  }

  return {
    async get({ serial, viewKey }) {
      const entry = known.get(serial);
      if (entry === undefined) {
        if (viewKey === undefined) return undefined;
        // Nobody else has the view key.
        return ask(serial, viewKey, archived.get(serial) === viewKey ? limits.known : limits.strangers);
      }
      if (entry.freshUntil <= clockMs()) {
        entry.freshUntil = clockMs() + ttlMs; // one request in a while asks; the others go on with what is known
        ask(serial, entry.viewKey).catch(() => undefined);
      }
      return entry.allowance;
    },
    onAsked: (listener) => void listeners.push(listener),
    knows: (serial) => observe(isKnown(sequencer, serial)),
  };
}

/** Whether there is such an account, which a sequencer says before it looks at who asks. */
async function isKnown(sequencer: SequencerClient, serial: number): Promise<boolean> {
  try {
    await sequencer.getAccount({ serial, viewKey: 0n });
    return true;
  } catch (error) {
    if (!(error instanceof TallystickError)) throw error;
    if (error.code === 'sequencer/unauthorized') return true;
    if (error.code === 'sequencer/unknown-account') return false;
    throw error;
  }
}

async function read(sequencer: SequencerClient, serial: number, viewKey: bigint): Promise<Allowance | undefined> {
  try {
    const { owner, terms, balance, counters, status } = await sequencer.getAccount({ serial, viewKey });
    if (NOT_OPEN.has(status)) return undefined;
    return { serial, owner, terms, balance, settled: counters };
  } catch (error) {
    if (error instanceof TallystickError && NOT_KNOWN.has(error.code)) return undefined;
    throw error;
  }
}

/** Adds an entry as the newest, and forgets the oldest beyond `max`. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
