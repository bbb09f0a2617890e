import type { Deployment } from '@tallystick/verifier-contracts';
import type { ChainClients } from '../chain/ChainClients.js';
import { type OpenedAllowance, openAllowance } from '../chain/openAllowance.js';
import { readOpens } from '../chain/readOpens.js';
import type { AllowanceRecord } from '../clientFiles/book/AllowanceRecord.js';
import type { AllowanceBook } from '../clientFiles/book/createAllowanceBook.js';
import { isSameRollup } from '../clientFiles/book/isSameRollup.js';
import type { Terms } from '../core/account/terms.js';
import { TallystickError } from '../core/errors/TallystickError.js';
import { deriveAllowanceKey, deriveViewKey } from '../core/keys.js';
import type { OnProgress } from '../core/progress/ProgressEvent.js';
import { reportStep } from '../core/progress/reportStep.js';

/** Errors after which the chain surely has no trace of the open, so its record needn't be kept. */
const NOTHING_SENT = ['chain/reverted', 'chain/insufficient-tokens', 'chain/transaction-failed'];

export type OpenRecordedParameters = ChainClients & {
  book: AllowanceBook;
  deployment: Deployment;
  /** The wallet's root, `deriveAccountKey().privateKey`. */
  root: bigint;
  terms: Omit<Terms, 'viewKey'>;
  /** Token base units. */
  amount: bigint;
  onProgress?: OnProgress | undefined;
  /** Checks the records before the new one is among them, and throws where it may not be. */
  assertRecords?: (records: readonly AllowanceRecord[]) => void;
};

/**
 * Opens an account with a key that no other account has, and keeps its record.
 *
 * @throws what `openAllowance` throws, cli/book-locked, cli/book-corrupt, cli/file-unwritable
 */
export async function openRecorded(
  parameters: OpenRecordedParameters,
): Promise<{ record: AllowanceRecord; opened: OpenedAllowance }> {
  const { book, deployment, publicClient, walletClient, root, terms, amount, onProgress, assertRecords } = parameters;
  const { domain, rollup, chainId } = deployment;
  const opener = walletClient.account.address;
  const onChain = await readOpens({ publicClient, ...deployment, opener });

  // The record is durable before any money moves: were it written afterwards, a crash in between would lose the terms.
  let record: AllowanceRecord | undefined;
  await book.update((records) => {
    assertRecords?.(records);
    // A key is used once, on any machine; the chain knows the opens of those whose records are elsewhere.
    const used = new Set([...onChain.keys(), ...records.map(({ owner }) => owner.x)]);
    let index = 0;
    while (used.has(deriveAllowanceKey({ root, index, domain }).publicKey.x)) index += 1;
    const owner = deriveAllowanceKey({ root, index, domain }).publicKey;
    const full: Terms = { ...terms, viewKey: deriveViewKey({ root, index, domain }) };
    record = { chainId, rollup, index, owner, terms: full, amount, status: 'opening', registered: false };
    return [...records, record];
  });
  if (record === undefined) throw new TypeError('the record was not made');
  const draft: AllowanceRecord = record;
  const replace = (next: AllowanceRecord | undefined): Promise<void> =>
    book.update((records) =>
      records.flatMap((kept) => (isSameRollup(kept, draft) && kept.owner.x === draft.owner.x ? (next ?? []) : kept)),
    );

  const opened = await reportStep({ step: 'open', detail: `${amount} token base units`, onProgress }, () =>
    openAllowance({
      publicClient,
      walletClient,
      rollup,
      owner: draft.owner,
      terms: draft.terms,
      amount,
      onProgress: (detail) => onProgress?.({ step: 'open', status: 'progress', detail }),
    }),
  ).catch(async (error: unknown) => {
    if (error instanceof TallystickError && NOTHING_SENT.includes(error.code)) await replace(undefined);
    throw error;
  });
  const { serial, transactionHash } = opened;
  const open: AllowanceRecord = { ...draft, status: 'open', serial, transactionHash };
  await replace(open);
  return { record: open, opened };
}
