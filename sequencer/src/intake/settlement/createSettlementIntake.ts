import { createHash } from 'node:crypto';
import {
  type Point,
  parseReceipt,
  type Receipt,
  receiptError,
  serializeReceipt,
  verifyReceipt,
} from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { SettlementRecord } from '../../store/items/createSettlementStore.js';
import type { IntakeContext, Submission } from '../IntakeContext.js';
import { type SignedSettlement, takeSettlements } from './takeSettlements.js';

/** Takes settlements in. */
export type SettlementIntake = {
  /**
   * Takes in the latest receipt of an allowance, after checking everything that a batch will check. It takes the place of a pending one.
   * The same receipt again changes nothing. It is in the database, durably, when this resolves. Only the allowance's provider may do so, by
   * its access token: anyone else who held a receipt could fill up the provider's counters with units that it never delivered.
   *
   * @throws receipt/…; sequencer/unknown-account, sequencer/unauthorized, sequencer/open-refunded, sequencer/not-an-allowance, sequencer/unknown-provider,
   *   sequencer/allowance-expired, sequencer/beyond-balance
   */
  submit(body: unknown, submission?: Submission<SettlementRecord>): Promise<SettlementRecord>;
};

/** One transaction takes so many at most, so that none holds its locks for long. */
const MOST_AT_ONCE = 128;

/** Owners of accounts that are remembered. */
const OWNERS = 100_000;

type Waiting = SignedSettlement & {
  within: Submission<SettlementRecord>['within'];
  resolve(record: SettlementRecord): void;
  reject(error: unknown): void;
};

/**
 * An intake of settlements. While one transaction is under way the next group gathers, so that under load many share the cost of a commit,
 * and a lone one waits for nobody. Signatures are verified before, outside of any lock.
 */
export function createSettlementIntake(context: IntakeContext): SettlementIntake {
  const { store, domain, verify = async (item) => verifyReceipt(item) } = context;
  const owners = new Map<number, Point>();
  let gathering: Waiting[] = [];
  let isRunning = false;

  /** The owner who signed a receipt, read from the database where nothing is remembered or what is remembered doesn't fit. */
  async function signerOf(receipt: Receipt): Promise<Point> {
    const { serial } = receipt;
    if (receipt.domain !== domain) {
      const facts = { field: 'domain', serial, given: receipt.domain, expected: domain };
      throw receiptError('receipt/wrong-domain', { facts });
    }
    const remembered = owners.get(serial);
    if (remembered && (await verify({ receipt, owner: remembered }))) return remembered;
    const open = await store.opens.get(serial);
    if (!open?.disclosed) {
      throw apiError('sequencer/unknown-account', { facts: { field: 'serial', given: serial } });
    }
    const { owner } = open;
    const isSame = remembered?.x === owner.x && remembered.y === owner.y;
    if (isSame || !(await verify({ receipt, owner }))) {
      throw receiptError('receipt/bad-signature', { facts: { field: 'signature', serial } });
    }
    if (owners.size >= OWNERS) owners.clear();
    owners.set(serial, owner);
    return owner;
  }

  /** Works off what gathers until nothing does. Never throws. */
  async function run(): Promise<void> {
    isRunning = true;
    while (gathering.length > 0) {
      const group = gathering.slice(0, MOST_AT_ONCE);
      gathering = gathering.slice(MOST_AT_ONCE);
      try {
        const taken = await store.transaction(async (tables) => {
          const outcomes = await takeSettlements(tables, group, context.chainTime());
          for (const [index, { within }] of group.entries()) {
            const outcome = outcomes[index];
            if (within && outcome && 'record' in outcome) await within(tables, outcome.record);
          }
          return outcomes;
        });
        for (const [index, { resolve, reject }] of group.entries()) {
          const outcome = taken[index];
          if (outcome && 'record' in outcome) resolve(outcome.record);
          else reject(outcome?.error ?? new TypeError('A settlement was lost in its group'));
        }
      } catch (error) {
        // The transaction itself failed, so nothing of the group was taken in.
        for (const { reject } of group) reject(error);
      }
    }
    isRunning = false;
  }

  return {
    async submit(body, { authorization, within } = {}) {
      const receipt = parseReceipt(body);
      const owner = await signerOf(receipt);
      return new Promise((resolve, reject) => {
        gathering.push({ id: idOf(receipt), receipt, owner, authorization, within, resolve, reject });
        if (!isRunning) void run();
      });
    },
  };
}

/** Over the signature too, which only the parties know: nobody can find an id by guessing the units. */
function idOf(receipt: Receipt): string {
  return createHash('sha256')
    .update(JSON.stringify(serializeReceipt(receipt)))
    .digest('hex');
}
