import { access } from 'node:fs/promises';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { parseReceipt } from '../../core/receipt/json.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import { createLmdbReceiptStore } from '../../provider/receiptStore/createLmdbReceiptStore.js';
import { assertWithinPrepaid } from '../../provider/settling/assertWithinPrepaid.js';
import { cliError } from '../cliErrors.js';
import { readJsonFile } from './readJsonFile.js';

export type CollectedReceipts = {
  receipts: Receipt[];
  /** Those of the store that run too far ahead of what was charged, and why each isn't settled. */
  refused: { receipt: Receipt; error: TallystickError }[];
};

/**
 * The receipts that a provider names: files, and a gateway's store with the latest receipt of every allowance. Of the store's those are
 * refused that run too far ahead of what was charged; a file is taken as it is, for nothing but itself tells what was served.
 *
 * @throws cli/no-receipts when the store isn't there, cli/file-unreadable, receipt/malformed
 */
export async function collectReceipts({
  receipt: files = [],
  store: path,
  maxPrepaidUnits,
}: {
  receipt?: string[] | undefined;
  store?: string | undefined;
  /** Units of each resource. */
  maxPrepaidUnits: bigint;
}): Promise<CollectedReceipts> {
  const receipts: Receipt[] = [];
  const refused: CollectedReceipts['refused'] = [];
  for (const file of files) receipts.push(parseReceipt(await readJsonFile(file, '--receipt')));
  if (path === undefined) return { receipts, refused };
  // Opening would make a store that isn't there, and hide a misspelt path.
  await access(path).catch(() => {
    throw cliError('cli/no-receipts', { facts: { field: '--store', given: path } });
  });
  const store = createLmdbReceiptStore({ path });
  try {
    for await (const { receipt, used } of store.list()) {
      if (receipt === undefined) continue;
      try {
        assertWithinPrepaid({ receipt, used, maxPrepaidUnits });
        receipts.push(receipt);
      } catch (error) {
        if (!(error instanceof TallystickError)) throw error;
        refused.push({ receipt, error });
      }
    }
  } finally {
    await store.close();
  }
  return { receipts, refused };
}
