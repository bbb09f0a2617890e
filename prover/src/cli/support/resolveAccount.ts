import type { Address } from 'viem';
import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import type { AllowanceRecord } from '../../clientFiles/book/AllowanceRecord.js';
import { computeDomain } from '../../core/domain.js';
import type { GrumpkinKey } from '../../core/keys.js';
import { deriveAccountKey, deriveAllowanceKey, deriveViewKey } from '../../core/keys.js';
import { cliError } from '../cliErrors.js';
import { loadWallet } from '../wallet/loadWallet.js';
import type { CommandContext } from './CommandContext.js';
import { findRecord } from './findRecord.js';

export type AccountOptions = { serial: number; index?: number; deployment?: string; keyFile?: string; state?: string };

/** One of the wallet's accounts with the keys that it takes to act for it. */
export type OwnAccount = {
  serial: number;
  index: number;
  chainId: number;
  rollup: Address;
  domain: bigint;
  key: GrumpkinKey;
  viewKey: bigint;
  wallet: Address;
  /** Absent when the machine has no record of it and `--index` says which key is meant. */
  record: AllowanceRecord | undefined;
};

/** The operator's account: the rollup's constructor opens it, before there is a domain to derive its key for. */
const CONSTRUCTOR_OPENED = { serial: 1, index: 0, domain: 0n };

/**
 * Finds an account by its serial and derives its keys from the wallet, offline. The operator's account, serial 1, needs no record: it is the
 * wallet's key for no rollup.
 *
 * @throws cli/unknown-allowance, cli/ambiguous-allowance, cli/wrong-wallet, and the errors of wallet and deployment file
 */
export async function resolveAccount(context: CommandContext, options: AccountOptions): Promise<OwnAccount> {
  const { serial, index, keyFile } = options;
  const deployment = options.deployment === undefined ? undefined : await readDeploymentFile(options.deployment);
  const record = await findRecord({ serial, deployment, state: options.state });
  const place = record ?? deployment;
  const isOperators = record === undefined && serial === CONSTRUCTOR_OPENED.serial;
  const keyIndex = index ?? record?.index ?? (isOperators ? CONSTRUCTOR_OPENED.index : undefined);
  if (place === undefined || keyIndex === undefined) {
    throw cliError('cli/unknown-allowance', { facts: { field: '--serial', given: serial } });
  }
  const { chainId, rollup } = place;
  const domain = computeDomain({ chainId, rollup });
  const wallet = await loadWallet({ io: context.io, keyFile, hide: context.hide });
  const root = await deriveAccountKey(wallet);
  const parameters = {
    root: root.privateKey,
    index: keyIndex,
    domain: isOperators ? CONSTRUCTOR_OPENED.domain : domain,
  };
  const key = deriveAllowanceKey(parameters);
  if (record !== undefined && record.owner.x !== key.publicKey.x) {
    throw cliError('cli/wrong-wallet', {
      facts: { serial, wallet: wallet.address, index: keyIndex },
    });
  }
  const viewKey = record?.terms.viewKey ?? deriveViewKey(parameters);
  return { serial, index: keyIndex, chainId, rollup, domain, key, viewKey, wallet: wallet.address, record };
}
