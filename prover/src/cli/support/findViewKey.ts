import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import type { CommandContext } from './CommandContext.js';
import { findRecord } from './findRecord.js';
import { readViewKeyFile } from './readViewKeyFile.js';
import { type AccountOptions, resolveAccount } from './resolveAccount.js';

export type ViewKeyOptions = AccountOptions & { viewKeyFile?: string };

/**
 * The view key of one's own account: from the file given, from the local record, or derived from the wallet.
 *
 * @throws cli/file-unreadable, cli/unknown-allowance, cli/ambiguous-allowance, and the errors of wallet and deployment file
 */
export async function findViewKey(context: CommandContext, options: ViewKeyOptions): Promise<bigint> {
  const { serial, viewKeyFile, state } = options;
  if (viewKeyFile !== undefined) return readViewKeyFile(viewKeyFile, context.hide);
  const deployment = options.deployment === undefined ? undefined : await readDeploymentFile(options.deployment);
  const record = await findRecord({ serial, deployment, state });
  return record?.terms.viewKey ?? (await resolveAccount(context, options)).viewKey;
}
