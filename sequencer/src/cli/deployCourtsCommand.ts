import { writeFile } from 'node:fs/promises';
import { unloadCrypto } from '@tallystick/prover/core';
import { createProgressReporter } from '@tallystick/prover/proving';
import type { Command } from 'commander';
import { parseAddress, parseAmount, parseInteger, parseText } from '../config/parsers.js';
import type { ConfigName } from '../config/rows.js';
import { assertWritable } from '../deploy/assertWritable.js';
import { type CeremonyFiles, deployCourtsBeside } from '../deploy/deployCourtsBeside.js';
import { finishCourtRoles } from '../deploy/finishCourtRoles.js';
import { sequencerError } from '../errors.js';
import { readOperatorKey } from '../operator/readOperatorKey.js';
import { addConfigOptions } from './addConfigOptions.js';
import type { OptionRows, OptionValues } from './OptionRows.js';
import { parseOptions } from './parseOptions.js';
import { pickGiven } from './pickGiven.js';
import { readCommandConfig } from './readCommandConfig.js';
import { SequencerCommand } from './SequencerCommand.js';

const OPTIONS = [
  'rpcUrl',
  'deploymentFile',
  'operatorKey',
  'operatorKeyFile',
  'cacheDir',
  'pollIntervalMs',
] as const satisfies readonly ConfigName[];

const MAX_SECONDS = 2 ** 32 - 1;
const SECONDS = parseInteger(1, MAX_SECONDS);

/** The options beside those of the configuration: flag, description, parser. What a contract bounds, it names itself. */
const ROWS = {
  token: ['--token <address>', "ERC-20 of the stakes (default: the rollup's token)", parseAddress],
  slotSeconds: ['--slot-seconds <seconds>', 'length of one of the 96 slots of an epoch (default 900)', SECONDS],
  genesis: [
    '--genesis <time>',
    'unix seconds at which epoch 0 begins (default: now)',
    parseInteger(0, Number.MAX_SAFE_INTEGER),
  ],
  postSeconds: ['--post-seconds <seconds>', "watchers post their roots, from an epoch's end on (24 slots)", SECONDS],
  demandSeconds: ['--demand-seconds <seconds>', 'then providers may demand leaves (24 slots)', SECONDS],
  revealSeconds: ['--reveal-seconds <seconds>', 'then demands are answered (48 slots)', SECONDS],
  proofSeconds: ['--proof-seconds <seconds>', 'then proofs are still taken (192 slots)', SECONDS],
  slashSeconds: ['--slash-seconds <seconds>', 'then the silent are slashed (288 slots)', SECONDS],
  slashableEpochs: ['--slashable-epochs <epochs>', 'how far back a slash may reach (default 8)', parseInteger(2, 15)],
  providerStake: [
    '--provider-stake <amount>',
    "a provider's least stake in token base units, however little it declares (100 tokens)",
    parseAmount(),
  ],
  watcherStake: ['--watcher-stake <amount>', "a watcher's stake in token base units (100 tokens)", parseAmount()],
  computeRate: ['--compute-rate <amount>', 'stake for a unit of declared compute (10 tokens)', parseAmount()],
  storageRate: ['--storage-rate <amount>', 'stake for a GiB of declared storage (0.01 tokens)', parseAmount()],
  egressRate: ['--egress-rate <amount>', 'stake for a MiB a second of declared egress (1 token)', parseAmount()],
  demandBondWei: [
    '--demand-bond-wei <wei>',
    "what a provider's demand of a leaf costs it, which pays for the watcher's reveal: set 775000 gas twice, at the gas price that you expect (2000000000000000, which pays for a reveal up to 2.5 gwei and for two up to 1.29)",
    parseAmount({ unit: 'wei' }),
  ],
  burnAddress: [
    '--burn-address <address>',
    'where the burnt share goes (default 0x…dEaD); zero for a token with burn(uint256)',
    parseAddress,
  ],
  insurance: ['--insurance <address>', "who may pay the insurance's money out (default: nobody)", parseAddress],
  ptau: ['--ptau <file>', 'powers of tau of a ceremony, with both --…-zkey', parseText],
  uptimeZkey: ['--uptime-zkey <file>', 'proving key of the uptime statement with its transcript', parseText],
  usageZkey: ['--usage-zkey <file>', 'proving key of the usage statement with its transcript', parseText],
} as const satisfies OptionRows;

type Name = keyof typeof ROWS;
type Values = OptionValues<typeof ROWS>;

/** `tallystick-sequencer deploy-courts`. */
export function deployCourtsCommand(env: NodeJS.ProcessEnv): Command {
  const command = new SequencerCommand('deploy-courts').description(
    'Deploys stake registry, uptime court and usage verifier beside the rollup of the deployment file, and writes them into it.',
  );
  for (const [flag, description] of Object.values(ROWS)) command.option(flag, description);
  command
    .option(
      '--finish-roles',
      'only give the roles: those that an admin with a delay announced before, or that failed when the courts were deployed',
    )
    .option('--json <file>', 'write the result here too');
  return addConfigOptions(command, OPTIONS).action(async () => {
    const given = command.opts<Partial<Record<Name | 'json', string>> & { finishRoles?: boolean }>();
    const values = parseOptions(ROWS, given);
    const config = await readCommandConfig(command, OPTIONS, env);
    const { deploymentFile, pollIntervalMs, cacheDir } = config;
    if (given.json !== undefined) await assertWritable(given.json, 'json');
    const [rpcUrl = ''] = config.rpcUrl;
    const warn = (line: string): void => void process.stderr.write(`warning: ${line}\n`);
    const key = await readOperatorKey(config, (line) => process.stderr.write(`${line}\n`));
    const common = { rpcUrl, deploymentFile, pollIntervalMs, key, insurance: values.insurance };
    const { courts, readyAt } = await (given.finishRoles === true
      ? finishCourtRoles(common)
      : deployCourtsBeside({
          ...common,
          ...pickGiven(values, ['genesis', 'slotSeconds', 'slashableEpochs', 'burnAddress']),
          stakeToken: values.token,
          windows: pickGiven(values, ['postSeconds', 'demandSeconds', 'revealSeconds', 'proofSeconds', 'slashSeconds']),
          stakeTerms: pickGiven(values, ['providerStake', 'watcherStake', 'computeRate', 'storageRate', 'egressRate']),
          courtTerms: pickGiven(values, ['demandBondWei']),
          ceremony: ceremonyOf(values),
          cacheDir,
          onProgress: createProgressReporter(),
          onWarning: warn,
        })
    ).finally(unloadCrypto);
    process.stdout.write(
      `Stake registry ${courts.stakeRegistry}, uptime court ${courts.uptimeCourt}, usage verifier ${courts.usageVerifier}; in ${deploymentFile}\n`,
    );
    if (readyAt !== undefined) {
      const time = new Date(readyAt * 1000).toISOString();
      warn(`no stakes are taken yet: the courts' roles are announced; run this with --finish-roles from ${time} on.`);
    }
    if (given.json !== undefined) {
      const json = { ...courts, deployedAtBlock: courts.deployedAtBlock.toString() };
      await writeFile(given.json, `${JSON.stringify({ courts: json, readyAt: readyAt ?? null }, null, 2)}\n`);
    }
  });
}

/** A ceremony's three files, all or none. */
function ceremonyOf({ ptau, uptimeZkey, usageZkey }: Values): CeremonyFiles | undefined {
  if (ptau !== undefined && uptimeZkey !== undefined && usageZkey !== undefined) return { ptau, uptimeZkey, usageZkey };
  if (ptau === undefined && uptimeZkey === undefined && usageZkey === undefined) return undefined;
  throw sequencerError('sequencer/bad-config', {
    message: 'ptau: expected all of --ptau, --uptime-zkey and --usage-zkey, or none',
    facts: { field: 'ptau', option: '--ptau, --uptime-zkey, --usage-zkey', expected: 'all three, or none' },
  });
}
