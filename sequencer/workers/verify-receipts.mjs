// @ts-check
/** Worker thread: verifies the signatures of receipts, a group at a time. Ended with its pool. */
import { loadCrypto, verifyReceipt } from '@tallystick/prover/core';
import workerpool from 'workerpool';

workerpool.worker({
  /**
   * @param {Parameters<typeof verifyReceipt>[0][]} items
   * @returns {Promise<boolean[]>} in their order
   */
  async verify(items) {
    await loadCrypto();
    return items.map(verifyReceipt);
  },
});
