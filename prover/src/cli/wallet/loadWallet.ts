import { readFile, stat } from 'node:fs/promises';
import { type Hex, isHex } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { clientFilesError } from '../../clientFiles/clientFilesErrors.js';
import { redact } from '../../core/errors/redact.js';
import type { TallystickError } from '../../core/errors/TallystickError.js';
import { cliError } from '../cliErrors.js';
import type { CliIo } from '../io/CliIo.js';

/** The variable that a wallet's private key is read from. */
export const WALLET_KEY_VARIABLE = 'TALLYSTICK_PRIVATE_KEY';

export type LoadWalletParameters = {
  io: CliIo;
  /** `--key-file`; without it the environment variable counts. */
  keyFile: string | undefined;
  /** Told the key's texts before anything is done with them, so that no output can hold them. */
  hide: (secret: string) => void;
};

/**
 * The Ethereum wallet that a command works for.
 *
 * The key comes from a file or from the environment, never from the arguments, which every process of the machine can
 * read. No error holds it. A file that others can read is used, but warned about.
 *
 * @throws cli/no-wallet-key, cli/bad-wallet-key, cli/file-unreadable
 */
export async function loadWallet({ io, keyFile, hide }: LoadWalletParameters): Promise<PrivateKeyAccount> {
  const given = keyFile === undefined ? io.env[WALLET_KEY_VARIABLE] : await readKeyFile(io, keyFile);
  if (given === undefined || given.trim() === '') throw cliError('cli/no-wallet-key');
  const source = keyFile === undefined ? WALLET_KEY_VARIABLE : '--key-file';
  const digits = given.trim().replace(/^0x/i, '');
  for (const form of [digits, digits.toLowerCase(), digits.toUpperCase()]) hide(form);
  const key: Hex = `0x${digits.toLowerCase()}`;
  if (digits.length !== 64 || !isHex(key)) throw badKey(source);
  hide(BigInt(key).toString());
  try {
    return privateKeyToAccount(key);
  } catch {
    // The library's own error holds the key, so it isn't kept as the cause.
    throw badKey(source);
  }
}

function badKey(source: string): TallystickError {
  return cliError('cli/bad-wallet-key', {
    facts: { field: source, expected: '0x and 64 hex digits of a secp256k1 private key' },
  });
}

async function readKeyFile(io: CliIo, path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(3, '0');
      io.stderr.write(`warning: others can read the key file (mode ${shown}, expected 600); run chmod 600 on it\n`);
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw clientFilesError('cli/file-unreadable', {
      message: 'The key file cannot be read',
      facts: {
        field: '--key-file',
        given: redact(path),
        expected: 'a file with a private key',
        reason: code ?? 'unknown',
      },
    });
  }
}
