import { writeFile } from 'node:fs/promises';
import { createProgressReporter, TallystickError, unloadCrypto } from '@tallystick/prover';
import { serializeDeployment } from '@tallystick/verifier-contracts';
import { Command } from 'commander';
import { getAddress, isAddress } from 'viem';
import { Expected, parseInteger } from '../config/parsers.js';
import type { ConfigName } from '../config.js';
import { deploySequencer } from '../deploy/deploySequencer.js';
import { addConfigOptions } from './addConfigOptions.js';
import { readCommandConfig } from './readCommandConfig.js';
import { readOperatorKey } from './readOperatorKey.js';

const OPTIONS = [
  'rpcUrl',
  'deploymentFile',
  'shapes',
  'operatorKey',
  'operatorKeyFile',
  'cacheDir',
  'referenceString',
  'pollIntervalMs',
] as const satisfies readonly ConfigName[];

type Given = { token?: string; devToken?: boolean; feeBps?: string; courts?: boolean; json?: string };

/** `tallystick-sequencer deploy`. */
export function deployCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command('deploy')
    .description('Deploys verifiers and rollup, opens the operator account (serial 1) and writes the deployment file.')
    .option('--token <address>', 'ERC-20 that every amount is in; tokens that take a fee on transfer are refused later')
    .option('--dev-token', 'deploy a test token that anyone may mint, on development chains only')
    .option('--fee-bps <bps>', "the operator's share of a settlement, in 1/10000, at most 1000 (default 100)")
    .option(
      '--courts',
      'also deploy stake registry, uptime court and usage verifier, as deploy-courts does without options; on development chains',
    )
    .option('--json <file>', 'write the deployment here too');
  return addConfigOptions(command, OPTIONS).action(async () => {
    const { token, devToken, feeBps, courts, json } = command.opts<Given>();
    const config = await readCommandConfig(command, OPTIONS, env);
    const deployment = await deploySequencer({
      rpcUrl: config.rpcUrl[0] ?? '',
      operatorKey: await readOperatorKey(config, (line) => process.stderr.write(`${line}\n`)),
      token: parseToken(token, devToken),
      shapes: config.shapes,
      deploymentFile: config.deploymentFile,
      feeBps: feeBps === undefined ? undefined : parseFee(feeBps),
      courts,
      cacheDir: config.cacheDir,
      referenceString: config.referenceString,
      pollIntervalMs: config.pollIntervalMs,
      onProgress: createProgressReporter(),
      onWarning: (text) => process.stderr.write(`warning: ${text}\n`),
    }).finally(unloadCrypto);
    process.stdout.write(
      `Rollup ${deployment.rollup} on chain ${deployment.chainId}, token ${deployment.token}; written to ${config.deploymentFile}\n`,
    );
    if (json !== undefined) await writeFile(json, serializeDeployment(deployment));
  });
}

function parseToken(token: string | undefined, devToken: boolean | undefined) {
  if (devToken === true && token === undefined) return 'test';
  if (devToken !== true && token !== undefined && isAddress(token)) return getAddress(token);
  throw new TallystickError('sequencer/bad-config', {
    message: 'token: expected either --token with the address of an ERC-20 or --dev-token',
    facts: { field: 'token', option: '--token, --dev-token', given: token, expected: 'one of the two' },
  });
}

function parseFee(text: string): number {
  try {
    return parseInteger(0, 1000)(text);
  } catch (error) {
    if (!(error instanceof Expected)) throw error;
    throw new TallystickError('sequencer/bad-config', {
      message: `feeBps: expected ${error.message}, got ${JSON.stringify(text)}`,
      facts: { field: 'feeBps', option: '--fee-bps', given: text, expected: error.message },
    });
  }
}
