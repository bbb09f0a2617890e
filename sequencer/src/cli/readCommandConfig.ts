import type { Command } from 'commander';
import { readConfigFile } from '../config/readConfigFile.js';
import { resolveConfig } from '../config/resolveConfig.js';
import type { ConfigName, SequencerConfig } from '../config/rows.js';
import { configFlags } from './addConfigOptions.js';

/**
 * The configuration of a command that has options by `addConfigOptions`: its flags, the environment, and the file that `--config` or
 * `TALLYSTICK_CONFIG` names.
 *
 * @throws sequencer/bad-config
 */
export async function readCommandConfig(
  command: Command,
  names: readonly ConfigName[],
  env: NodeJS.ProcessEnv,
): Promise<SequencerConfig> {
  const { config } = command.opts<{ config?: string }>();
  const path = config ?? (env.TALLYSTICK_CONFIG === '' ? undefined : env.TALLYSTICK_CONFIG);
  const warn = (line: string) => process.stderr.write(`${line}\n`);
  const file = path === undefined ? {} : await readConfigFile({ path, warn });
  return resolveConfig({ flags: configFlags(command, names, warn), env, file, warn });
}
