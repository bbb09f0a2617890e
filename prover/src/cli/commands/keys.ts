import { privateKeyToAddress } from 'viem/accounts';
import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import { fieldToHex } from '../../core/field.js';
import { deriveAccountKey, deriveAllowanceKey, deriveResponderKey, deriveViewKey } from '../../core/keys.js';
import { pointToJson } from '../../core/signature.js';
import { cliError } from '../cliErrors.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { loadWallet } from '../wallet/loadWallet.js';

export type KeysOptions = { keyFile?: string; deployment?: string; index?: number; reveal?: boolean; json?: string };

/** `tallystick keys`: the public keys that a wallet derives; the private ones only when asked for by name. */
export async function keys(context: CommandContext, options: KeysOptions): Promise<CommandResult> {
  const { io, hide } = context;
  const { deployment: file, index, reveal = false, keyFile } = options;
  if (index !== undefined && file === undefined) {
    throw cliError('cli/bad-terms', {
      message: 'An account key belongs to a deployment, and none was given',
      facts: { field: '--deployment', given: 'nothing', expected: 'the deployment file, together with --index' },
      remedy: 'Add --deployment FILE, or set TALLYSTICK_DEPLOYMENT.',
    });
  }
  const deployment = file === undefined ? undefined : await readDeploymentFile(file);
  const wallet = await loadWallet({ io, keyFile, hide });
  const root = await deriveAccountKey(wallet);
  const lines: [string, string][] = [
    ['wallet', wallet.address],
    ['root public key x', fieldToHex(root.publicKey.x)],
    ['root public key y', fieldToHex(root.publicKey.y)],
  ];
  const json: Record<string, unknown> = { wallet: wallet.address, rootPublicKey: pointToJson(root.publicKey) };
  const secrets: Record<string, string> = {};
  if (deployment === undefined) secrets.rootPrivateKey = fieldToHex(root.privateKey);
  else {
    const parameters = { root: root.privateKey, index: index ?? 0, domain: deployment.domain };
    const account = deriveAllowanceKey(parameters);
    lines.push(
      ['account key index', String(parameters.index)],
      ['account public key x', fieldToHex(account.publicKey.x)],
      ['account public key y', fieldToHex(account.publicKey.y)],
    );
    json.account = {
      index: parameters.index,
      domain: fieldToHex(deployment.domain),
      publicKey: pointToJson(account.publicKey),
    };
    const responderKey = deriveResponderKey(parameters);
    json.responder = privateKeyToAddress(responderKey);
    lines.push(['probe responder', privateKeyToAddress(responderKey)]);
    secrets.responderPrivateKey = responderKey;
    secrets.accountPrivateKey = fieldToHex(account.privateKey);
    secrets.viewKey = fieldToHex(deriveViewKey(parameters));
  }
  if (reveal) {
    io.stderr.write(
      'warning: the output holds secrets. Whoever has a private key can spend; whoever has a view key can read.\n',
    );
    for (const [name, secret] of Object.entries(secrets)) lines.push([`SECRET ${name}`, secret]);
    json.secrets = secrets;
  }
  return { lines, json };
}
