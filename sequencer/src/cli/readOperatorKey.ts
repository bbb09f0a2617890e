import { readFile, stat } from 'node:fs/promises';
import { TallystickError } from '@tallystick/prover';
import type { Hex } from 'viem';
import { parsePrivateKey } from '../config/parsers.js';
import type { SequencerConfig } from '../config.js';

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
    throw new TallystickError('sequencer/bad-config', {
      message: 'operatorKey: expected the private key of the operator, got nothing',
      facts: {
        field: 'operatorKey',
        option: 'TALLYSTICK_OPERATOR_KEY or --operator-key-file',
        expected: '32 bytes of hex',
      },
    });
  }
  const facts = { field: 'operatorKeyFile', option: '--operator-key-file', given: operatorKeyFile };
  let text: string;
  try {
    text = await readFile(operatorKeyFile, 'utf8');
    if (((await stat(operatorKeyFile)).mode & 0o077) !== 0) {
      warn(`warning: ${operatorKeyFile} can be read by other users of this machine; chmod 600 it.`);
    }
  } catch (cause) {
    const message = `operatorKeyFile: expected a file that can be read, got ${operatorKeyFile}`;
    throw new TallystickError('sequencer/bad-config', { message, facts, cause });
  }
  try {
    return parsePrivateKey(text);
  } catch {
    const message = `operatorKeyFile: expected 32 bytes of hex with 0x in ${operatorKeyFile}`;
    throw new TallystickError('sequencer/bad-config', { message, facts });
  }
}
