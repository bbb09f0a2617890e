import { writeFile } from 'node:fs/promises';
import { unloadCrypto } from '@tallystick/prover/core';
import { createProgressReporter } from '@tallystick/prover/proving';
import { serializeDeployment } from '@tallystick/verifier-contracts';
import type { Command } from 'commander';
import { getAddress, isAddress } from 'viem';
import { parseAddress, parseAmount, parseInteger } from '../config/parsers.js';
import type { ConfigName } from '../config/rows.js';
import { assertWritable } from '../deploy/assertWritable.js';
import { deploySequencer } from '../deploy/deploySequencer.js';
import { sequencerError } from '../errors.js';
import { readOperatorKey } from '../operator/readOperatorKey.js';
import { addConfigOptions } from './addConfigOptions.js';
import type { OptionRows } from './OptionRows.js';
import { parseOptions } from './parseOptions.js';
import { pickGiven } from './pickGiven.js';
import { readCommandConfig } from './readCommandConfig.js';
import { SequencerCommand } from './SequencerCommand.js';

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

/** What the contract fixes for good, see docs/escape.md. It names the bounds of the governance delay itself: they follow from the rest. */
const ROWS = {
  feeBps: [
    '--fee-bps <bps>',
    "the operator's share of a settlement, in 1/10000, at most 1000 (default 100)",
    parseInteger(0, 1000),
  ],
  admin: [
    '--admin <address>',
    "who announces other verifiers and fees, and sets courts and roles (default: the operator's wallet)",
    parseAddress,
  ],
  adminDelaySeconds: [
    '--admin-delay-seconds <seconds>',
    "from the announcement of each of the admin's acts to the act, at most 7776000 (default 0); if it is longer than the courts' unbonding, who stakes can leave before another court judges",
    parseInteger(0, 7_776_000),
  ],
  guardian: [
    '--guardian <address>',
    'who may pause new opens, for 3 days and then not for 6, and nothing else (default: the admin)',
    parseAddress,
  ],
  reservationDelaySeconds: [
    '--reservation-delay-seconds <seconds>',
    "from the reservation of a window for a batch of one's own to its begin at least, 600 to 259200 (default 3600)",
    parseInteger(600, 259_200),
  ],
  reservationWindowSeconds: [
    '--reservation-window-seconds <seconds>',
    "length of such a window, and of the operator's turn after it, 300 to 3600 (default 900)",
    parseInteger(300, 3600),
  ],
  reservationFeeWei: [
    '--reservation-fee-wei <wei>',
    'what a reservation costs while no window is taken, burned, 0.0001 to 0.01 ether (default 1000000000000000)',
    parseAmount({ min: 10n ** 14n, max: 10n ** 16n, unit: 'wei' }),
  ],
  livenessPeriodSeconds: [
    '--liveness-period-seconds <seconds>',
    "without a batch of the operator's for so long, anyone may submit, 3600 to 604800 (default 86400)",
    parseInteger(3600, 604_800),
  ],
  governanceDelaySeconds: [
    '--governance-delay-seconds <seconds>',
    'from the announcement of another verifier or a higher fee to its effect, longer than every way out, at most 31536000 (default 1209600)',
    parseInteger(1, 31_536_000),
  ],
} as const satisfies OptionRows;

const ESCAPE_TERMS = [
  'reservationDelaySeconds',
  'reservationWindowSeconds',
  'reservationFeeWei',
  'livenessPeriodSeconds',
  'governanceDelaySeconds',
] as const;

type Given = { token?: string; devToken?: boolean; courts?: boolean; json?: string } & Partial<
  Record<keyof typeof ROWS, string>
>;

/** `tallystick-sequencer deploy`. */
export function deployCommand(env: NodeJS.ProcessEnv): Command {
  const command = new SequencerCommand('deploy')
    .description('Deploys verifiers and rollup, opens the operator account (serial 1) and writes the deployment file.')
    .option('--token <address>', 'ERC-20 that every amount is in; tokens that take a fee on transfer are refused later')
    .option('--dev-token', 'deploy a test token that anyone may mint, on development chains only')
    .option(
      '--courts',
      'also deploy stake registry, uptime court and usage verifier, as deploy-courts does without options; on development chains',
    )
    .option('--json <file>', 'write the deployment here too');
  for (const [flag, description] of Object.values(ROWS)) command.option(flag, description);
  return addConfigOptions(command, OPTIONS).action(async () => {
    const { token, devToken, courts, json, ...given } = command.opts<Given>();
    const values = parseOptions(ROWS, given);
    const config = await readCommandConfig(command, OPTIONS, env);
    const asset = parseToken(token, devToken);
    if (courts === true) assertOwnAdmin(given);
    if (json !== undefined) await assertWritable(json, 'json');
    const deployment = await deploySequencer({
      rpcUrl: config.rpcUrl[0] ?? '',
      operatorKey: await readOperatorKey(config, (line) => process.stderr.write(`${line}\n`)),
      token: asset,
      shapes: config.shapes,
      deploymentFile: config.deploymentFile,
      ...pickGiven(values, ['feeBps', 'admin', 'adminDelaySeconds', 'guardian']),
      escapeTerms: pickGiven(values, ESCAPE_TERMS),
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

/** The courts' roles are the admin's to give, and at once only where nothing delays it. */
function assertOwnAdmin(given: Given): void {
  for (const field of ['admin', 'adminDelaySeconds'] as const) {
    if (given[field] === undefined) continue;
    const option = ROWS[field][0].split(' ')[0];
    const expected = `not together with --courts: use deploy-courts afterwards, with the admin's key`;
    throw sequencerError('sequencer/bad-config', {
      message: `${field}: ${option} goes ${expected}`,
      facts: { field, option, given: given[field], expected },
    });
  }
}

function parseToken(token: string | undefined, devToken: boolean | undefined) {
  if (devToken === true && token === undefined) return 'test';
  if (devToken !== true && token !== undefined && isAddress(token)) return getAddress(token);
  throw sequencerError('sequencer/bad-config', {
    message: 'token: expected either --token with the address of an ERC-20 or --dev-token',
    facts: { field: 'token', option: '--token, --dev-token', given: token ?? null, expected: 'one of the two' },
    remedy:
      'Give `--token <address>`, or on a development chain `--dev-token`, which deploys one that anyone may mint; `tallystick-sequencer deploy --help` says more.',
  });
}
