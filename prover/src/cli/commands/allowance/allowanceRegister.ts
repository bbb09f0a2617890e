import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { createAllowanceBook } from '../../../clientFiles/book/createAllowanceBook.js';
import { stateFolder } from '../../../clientFiles/stateFolder.js';
import { cliError } from '../../cliErrors.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { findRecord } from '../../support/findRecord.js';
import { registerRecord } from '../../support/registerRecord.js';

export type AllowanceRegisterOptions = {
  serial: number;
  sequencer: string;
  timeout: number;
  deployment?: string;
  state?: string;
  json?: string;
};

/** `tallystick allowance register`: gives the terms of an open account to the sequencer, again if need be. */
export async function allowanceRegister(
  context: CommandContext,
  options: AllowanceRegisterOptions,
): Promise<CommandResult> {
  const { serial, state } = options;
  const deployment = options.deployment === undefined ? undefined : await readDeploymentFile(options.deployment);
  const record = await findRecord({ serial, deployment, state });
  if (record === undefined) {
    throw cliError('cli/unknown-allowance', { facts: { field: '--serial', given: serial } });
  }
  const book = createAllowanceBook(await stateFolder(state));
  await registerRecord(context, { record, book, sequencerUrl: options.sequencer, timeoutSeconds: options.timeout });
  return {
    lines: [
      ['serial', String(serial)],
      ['registered', 'yes'],
    ],
    json: { serial, registered: true },
  };
}
