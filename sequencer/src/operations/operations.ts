import type { ItemKind } from '../store/items/itemStores.js';
import type { ItemOperation, OperationKind } from './Operation.js';
import { openOperation } from './open.js';
import { settlementOperation } from './settlement.js';
import { withdrawalOperation } from './withdrawal.js';

/** The operations whose submissions are items that wait for a batch, in the order in which a batch runs them. */
export const itemOperations: { [K in ItemKind]: ItemOperation<K> } = {
  settlements: settlementOperation,
  withdrawals: withdrawalOperation,
};

/**
 * The batch's operations. What takes in, plans, executes, stores, publishes, shows and counts them goes over this table; only the circuit,
 * the contract and the library's `batch` know more of each. Credits are no operation of their own: settlements need them.
 *
 * A new operation, `transfer` say, is
 * - a migration with its table, a column of the batches for its count, and the trigger that notes what changes of batches, in
 *   `store/migrations/`, and its row in the index there;
 * - its store, `store/items/createTransferStore.ts`, and its row in `store/items/itemStores.ts`;
 * - what is judged of a submission, `intake/transfer/`, with codes for new refusals in the library's `sequencerClient/apiErrors.ts`;
 * - `operations/transfer.ts`, and its row here.
 * `npm run docs:api` then renews the document and the client's types.
 */
export const operations = { opens: openOperation, ...itemOperations };

export const OPERATION_KINDS = Object.keys(operations) as readonly OperationKind[];
