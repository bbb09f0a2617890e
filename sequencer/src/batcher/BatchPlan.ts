import type { ProvableShape } from '../proving/protocol.js';
import type { OpenRecord } from '../store/createOpenStore.js';
import { ITEM_KINDS, type ItemKind, type ItemRecords } from '../store/items/itemStores.js';
import { SUSPICION } from './SUSPICION.js';

/** What a batch is to hold, in the order in which it runs. */
export type BatchPlan = ItemRecords & {
  shape: ProvableShape;
  firstSerial: number;
  opens: OpenRecord[];
  /** Whether a section of the shape is used up, so that waiting longer gains nothing. */
  isFull: boolean;
};

/** Whether the batch's failure may convict what is in it: one item alone, with which enough batches have failed. */
export const isTrial = (plan: Pick<BatchPlan, 'opens' | ItemKind>): boolean =>
  plan.opens.length === 0 &&
  countItems(plan) === 1 &&
  ITEM_KINDS.some((kind) => plan[kind].some(({ suspicion }) => suspicion >= SUSPICION));

/** How many items of any kind there are. */
export const countItems = (items: ItemRecords): number => ITEM_KINDS.reduce((sum, kind) => sum + items[kind].length, 0);
