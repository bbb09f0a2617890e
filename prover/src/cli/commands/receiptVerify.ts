import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import { computeDomain } from '../../core/domain.js';
import { assertReceipt } from '../../core/receipt/assertReceipt.js';
import { parseReceipt } from '../../core/receipt/json.js';
import { amountOwed } from '../../core/receipt/receipt.js';
import { receiptError } from '../../core/receipt/receiptErrors.js';
import { ZERO_UNITS } from '../../core/units.js';
import { cliError } from '../cliErrors.js';
import { unitsText } from '../io/text.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { findRecord } from '../support/findRecord.js';
import { readJsonFile } from '../support/readJsonFile.js';

export type ReceiptVerifyOptions = {
  receipt: string;
  previous?: string;
  ownerX?: bigint;
  ownerY?: bigint;
  deployment?: string;
  state?: string;
  json?: string;
};

/** `tallystick receipt verify`: checks form, deployment, order and signature of a receipt, offline. */
export async function receiptVerify(_context: CommandContext, options: ReceiptVerifyOptions): Promise<CommandResult> {
  const { ownerX, ownerY } = options;
  const receipt = parseReceipt(await readJsonFile(options.receipt, '--receipt'));
  const { serial, units } = receipt;
  const deployment = options.deployment === undefined ? undefined : await readDeploymentFile(options.deployment);
  const record = await findRecord({ serial, deployment, state: options.state });
  const owner = ownerX !== undefined && ownerY !== undefined ? { x: ownerX, y: ownerY } : record?.owner;
  const place = deployment ?? record;
  if (owner === undefined || place === undefined) {
    throw cliError('cli/unknown-allowance', {
      facts: { field: owner === undefined ? '--owner-x, --owner-y' : '--deployment', serial },
      remedy:
        "Without a local record of the allowance, give --owner-x, --owner-y (its owner's public key) and --deployment.",
    });
  }
  const previous =
    options.previous === undefined ? undefined : parseReceipt(await readJsonFile(options.previous, '--previous'));
  if (previous !== undefined && previous.serial !== serial) {
    throw receiptError('receipt/wrong-serial', {
      facts: { field: 'serial', given: previous.serial, expected: serial },
    });
  }
  const from = previous?.units ?? ZERO_UNITS;
  assertReceipt({ receipt, owner, domain: computeDomain(place), settled: from });
  const owed = record === undefined ? undefined : amountOwed({ from, to: units, prices: record.terms.prices });
  const lines: [string, string][] = [
    ['valid', 'yes'],
    ['serial', String(serial)],
    ['units', unitsText(units)],
  ];
  if (owed !== undefined) {
    lines.push([
      'amount',
      `${owed} token base units ${previous === undefined ? 'in all' : 'since the previous receipt'}`,
    ]);
  }
  return { lines, json: { valid: true, serial, units, ...(owed === undefined ? {} : { amount: owed }) } };
}
