import { access } from 'node:fs/promises';
import { TallystickError } from '../../errors/TallystickError.js';
import { parseReceipt } from '../../receipt/parseReceipt.js';
import type { Receipt } from '../../receipt/Receipt.js';
import { createLmdbReceiptStore } from '../../receiptStore/createLmdbReceiptStore.js';
import { readJsonFile } from './readJsonFile.js';

/**
 * The receipts that a provider names: files, and a gateway's store with the latest receipt of every allowance.
 *
 * @throws cli/no-receipts when the store isn't there, cli/file-unreadable, receipt/malformed
 */
export async function collectReceipts({
  receipt: files = [],
  store: path,
}: {
  receipt?: string[] | undefined;
  store?: string | undefined;
}): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const file of files) receipts.push(parseReceipt(await readJsonFile(file, '--receipt')));
  if (path === undefined) return receipts;
  // Opening would make a store that isn't there, and hide a misspelt path.
  await access(path).catch(() => {
    throw new TallystickError('cli/no-receipts', { facts: { field: '--store', given: path } });
  });
  const store = createLmdbReceiptStore({ path });
  try {
    for await (const { receipt } of store.list()) if (receipt !== undefined) receipts.push(receipt);
  } finally {
    await store.close();
  }
  return receipts;
}
