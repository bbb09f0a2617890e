import type { OverlayAccountStore } from '../account/createOverlayAccountStore.js';
import type { AccountTree } from '../tree/AccountTree.js';
import type { OverlayNodeStore } from '../tree/createOverlayNodeStore.js';
import type { BatchRequest } from './BatchRequest.js';

/** What the steps of one execution share: the request, and overlays that hold everything the earlier steps changed. */
export type BatchContext = {
  request: BatchRequest;
  accounts: OverlayAccountStore;
  nodes: OverlayNodeStore;
  tree: AccountTree;
};
