import type { ProvableShape } from '../proving/protocol.js';
import type { OpenRecord } from '../store/createOpenStore.js';
import { ITEM_KINDS, type ItemRecords } from '../store/items/itemStores.js';

/** What a batch is to hold, in the order in which it runs. */
export type BatchPlan = ItemRecords & {
  shape: ProvableShape;
  firstSerial: number;
  opens: OpenRecord[];
  /** Whether a section of the shape is used up, so that waiting longer gains nothing. */
  isFull: boolean;
};

/** How many items of any kind there are. */
export const countItems = (items: ItemRecords): number => ITEM_KINDS.reduce((sum, kind) => sum + items[kind].length, 0);
