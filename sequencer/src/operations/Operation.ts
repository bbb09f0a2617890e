import type { BatchRequest, ExecutedBatch } from '@tallystick/prover/batch';
import type { Shape, Terms } from '@tallystick/prover/core';
import type { AccountQuery } from '../intake/authorizeAccount.js';
import type { IntakeContext, Submission } from '../intake/IntakeContext.js';
import type { Store } from '../store/createStore.js';
import type { ItemKind, ItemOutcomes, ItemRecord, ItemRecords } from '../store/items/itemStores.js';
import type { ForgetParameters } from './forgetSettlements.js';
import type { NamedSchema } from './schemas.js';
import type { WaitOf } from './Wait.js';

/** Named as its table: the queue of opens, or a kind of items. */
export type OperationKind = 'opens' | ItemKind;

/** The route that takes submissions of an operation. */
export type SubmitRoute<T> = {
  path: string;
  /** In the document, and in the client that is made from it. */
  id: string;
  summary: string;
  body: NamedSchema;
  ok: NamedSchema;
  /** Of the answer. */
  status: number;
  /** Throws where only some may submit for an account, and this one may not; taking in checks it by itself. */
  authorize?: (store: Store, query: AccountQuery) => Promise<void>;
  /** What takes bodies in, and everything that is wrong with them. */
  createIntake(context: IntakeContext): (body: unknown, submission: Submission<T>) => Promise<T>;
  present(taken: T, waitOf: WaitOf): unknown;
};

/** The sections of a shape, but for that of the credits, by the name of their sizes. */
export type Slots = Exclude<keyof Shape, 'id' | 'name' | 'credits' | 'activeDepth' | 'capDepth'>;

/** An operation of the batch, as far as it is known outside of the batch itself; submissions become what `T` says. */
export type Operation<T = unknown> = {
  /** One submission of it, in metrics and logs. */
  name: string;
  /** Its slots in a shape. */
  slots: Slots;
  /** What the API says of how many wait, and of how many are in a batch. */
  counts: { waiting: string; inBatch: string };
  /** Errors of the contract that only this operation can cause, and after which a batch will never be taken as it is. */
  rebuildAfter: readonly string[];
  submit: SubmitRoute<T>;
};

/** What must be before an item can run. */
export type Needs = {
  /** Accounts that must be in the tree, or be opened by the same batch. */
  serials: number[];
  /** The account, other than the operator's, that takes a credit slot for it. */
  credited?: number;
};

/** Terms of an account that is in the tree, or will be. */
export type TermsOf = (serial: number) => Promise<Terms | undefined>;

/** An operation whose submissions are items that wait for a batch. */
export type ItemOperation<K extends ItemKind> = Operation<ItemRecord<K>> & {
  /** How `executeBatch` calls its section, where it refuses an item. */
  section: string;
  /** Whether several suspects go into a batch of their own at once, fewer each time; else each goes alone. */
  isSuspectedTogether: boolean;
  /** What an item needs to run; undefined while that isn't known. */
  needs(item: ItemRecord<K>, termsOf: TermsOf): Promise<Needs | undefined>;
  /** What `executeBatch` takes of a batch's items. */
  toRequest(items: ItemRecords[K]): BatchRequest[K];
  /** What is kept of them with the executed batch. */
  toOutcomes(items: ItemRecords[K], executed: ExecutedBatch): ItemOutcomes[K];
  /** Forgets what nobody asks for any more; how much of what, for the log. All is kept where there is none. */
  forget?: (parameters: ForgetParameters) => Promise<Record<string, number>>;
  /** What became of one, by its id. */
  get: { id: string; summary: string };
  /** Those of an account. */
  list: { id: string; summary: string; ok: NamedSchema };
};
