import type { Deployment } from '@tallystick/verifier-contracts';
import type { AllowanceRecord } from '../../clientFiles/book/AllowanceRecord.js';
import { createAllowanceBook } from '../../clientFiles/book/createAllowanceBook.js';
import { isSameRollup } from '../../clientFiles/book/isSameRollup.js';
import { stateFolder } from '../../clientFiles/stateFolder.js';
import { cliError } from '../cliErrors.js';

/**
 * The local record of a serial, among those of a deployment if one is given.
 *
 * @throws cli/ambiguous-allowance when several rollups have that serial, cli/book-corrupt
 */
export async function findRecord(query: {
  serial: number;
  deployment: Deployment | undefined;
  state: string | undefined;
}): Promise<AllowanceRecord | undefined> {
  const { serial, deployment, state } = query;
  const records = (await createAllowanceBook(await stateFolder(state)).list()).filter(
    (record) => record.serial === serial && (deployment === undefined || isSameRollup(record, deployment)),
  );
  const [first, second] = records;
  if (first !== undefined && second !== undefined && !isSameRollup(first, second)) {
    throw cliError('cli/ambiguous-allowance', {
      facts: { field: '--serial', given: serial, rollups: records.map(({ rollup }) => rollup) },
    });
  }
  return first;
}
