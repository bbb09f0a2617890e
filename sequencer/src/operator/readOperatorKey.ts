import type { Hex } from 'viem';
import { parsePrivateKey } from '../config/parsers.js';
import { readSecretFile } from '../config/readSecretFile.js';
import type { SequencerConfig } from '../config/rows.js';
import { sequencerError } from '../errors.js';

/**
 * The operator's private key, from the environment or from a file that others can't read.
 *
 * @throws sequencer/bad-config; the message never holds what was read
 */
export async function readOperatorKey(
  { operatorKey, operatorKeyFile }: Pick<SequencerConfig, 'operatorKey' | 'operatorKeyFile'>,
  warn: (line: string) => void,
): Promise<Hex> {
  if (operatorKey !== undefined) return operatorKey;
  if (operatorKeyFile === undefined) {
    throw sequencerError('sequencer/bad-config', {
      message: 'operatorKey: expected the private key of the operator, got nothing',
      facts: {
        field: 'operatorKey',
        option: 'TALLYSTICK_OPERATOR_KEY or --key-file',
        expected: '32 bytes of hex',
      },
    });
  }
  return readSecretFile({
    path: operatorKeyFile,
    field: 'operatorKeyFile',
    option: '--key-file',
    parse: parsePrivateKey,
    expected: '32 bytes of hex with 0x',
    warn,
  });
}
