import { writeFileDurably } from '../../clientFiles/writeFileDurably.js';
import { serializeReceipt } from '../../core/receipt/json.js';
import { signReceipt } from '../../core/receipt/receipt.js';
import { toJsonText, unitsText } from '../io/text.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { resolveAccount } from '../support/resolveAccount.js';

export type ReceiptSignOptions = {
  serial: number;
  compute: bigint;
  storage: bigint;
  egress: bigint;
  index?: number;
  deployment?: string;
  keyFile?: string;
  state?: string;
  out?: string;
  json?: string;
};

/** `tallystick receipt sign`: acknowledges cumulative units with the allowance's key, offline. */
export async function receiptSign(context: CommandContext, options: ReceiptSignOptions): Promise<CommandResult> {
  const { serial, domain, key } = await resolveAccount(context, options);
  const units = {
    computeUnitSeconds: options.compute,
    storageGibHours: options.storage,
    egressMib: options.egress,
  };
  const receipt = serializeReceipt(signReceipt({ domain, serial, units, privateKey: key.privateKey }));
  if (options.out !== undefined) await writeFileDurably(options.out, toJsonText(receipt), 0o600);
  return {
    lines: [
      ['serial', String(serial)],
      ['units', unitsText(units)],
      ['receipt', options.out ?? JSON.stringify(receipt)],
    ],
    json: receipt,
  };
}
