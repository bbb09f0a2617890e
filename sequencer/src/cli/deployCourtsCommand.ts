import { writeFile } from 'node:fs/promises';
import { createProgressReporter, TallystickError, unloadCrypto } from '@tallystick/prover';
import { Command } from 'commander';
import { getAddress, isAddress } from 'viem';
import { Expected, parseInteger, parseText } from '../config/parsers.js';
import type { ConfigName } from '../config.js';
import { type CeremonyFiles, deployCourtsBeside } from '../deploy/deployCourtsBeside.js';
import { finishCourtRoles } from '../deploy/finishCourtRoles.js';
import { addConfigOptions } from './addConfigOptions.js';
import { readCommandConfig } from './readCommandConfig.js';
import { readOperatorKey } from './readOperatorKey.js';

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
  watcherStake: ['--watcher-stake <amount>', "a watcher's stake in token base units (100 tokens)", parseAmount],
  computeRate: ['--compute-rate <amount>', 'stake for a unit of declared compute (10 tokens)', parseAmount],
  storageRate: ['--storage-rate <amount>', 'stake for a GiB of declared storage (0.01 tokens)', parseAmount],
  egressRate: ['--egress-rate <amount>', 'stake for a MiB a second of declared egress (1 token)', parseAmount],
  burnAddress: [
    '--burn-address <address>',
    'where the burnt share goes (default 0x…dEaD); zero for a token with burn(uint256)',
    parseAddress,
  ],
  insurance: ['--insurance <address>', "who may pay the insurance's money out (default: nobody)", parseAddress],
  ptau: ['--ptau <file>', 'powers of tau of a ceremony, with both --…-zkey', parseText],
  uptimeZkey: ['--uptime-zkey <file>', 'proving key of the uptime statement with its transcript', parseText],
  usageZkey: ['--usage-zkey <file>', 'proving key of the usage statement with its transcript', parseText],
} as const satisfies Record<string, readonly [string, string, (text: string) => unknown]>;

type Name = keyof typeof ROWS;
type Values = { [K in Name]?: ReturnType<(typeof ROWS)[K][2]> };

/** `tallystick-sequencer deploy-courts`. */
export function deployCourtsCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command('deploy-courts').description(
    'Deploys stake registry, uptime court and usage verifier beside the rollup of the deployment file, and writes them into it.',
  );
  for (const [flag, description] of Object.values(ROWS)) command.option(flag, description);
  command
    .option('--finish-roles', 'only carry out the roles that an admin with a delay announced before')
    .option('--json <file>', 'write the result here too');
  return addConfigOptions(command, OPTIONS).action(async () => {
    const given = command.opts<Partial<Record<Name | 'json', string>> & { finishRoles?: boolean }>();
    const values = parseAll(given);
    const config = await readCommandConfig(command, OPTIONS, env);
    const { deploymentFile, pollIntervalMs, cacheDir } = config;
    const [rpcUrl = ''] = config.rpcUrl;
    const warn = (line: string): void => void process.stderr.write(`warning: ${line}\n`);
    const key = await readOperatorKey(config, (line) => process.stderr.write(`${line}\n`));
    const common = { rpcUrl, deploymentFile, pollIntervalMs, key, insurance: values.insurance };
    const { courts, readyAt } = await (given.finishRoles === true
      ? finishCourtRoles(common)
      : deployCourtsBeside({
          ...common,
          ...pick(values, ['genesis', 'slotSeconds', 'slashableEpochs', 'burnAddress']),
          stakeToken: values.token,
          windows: pick(values, ['postSeconds', 'demandSeconds', 'revealSeconds', 'proofSeconds', 'slashSeconds']),
          stakeTerms: pick(values, ['watcherStake', 'computeRate', 'storageRate', 'egressRate']),
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
      warn(`the court can't slash yet: its roles are announced; run this with --finish-roles from ${time} on.`);
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
  throw new TallystickError('sequencer/bad-config', {
    message: 'ptau: expected all of --ptau, --uptime-zkey and --usage-zkey, or none',
    facts: { field: 'ptau', option: '--ptau, --uptime-zkey, --usage-zkey', expected: 'all three, or none' },
  });
}

function parseAll(given: Partial<Record<Name, string>>): Values {
  const parsed: Partial<Record<Name, unknown>> = {};
  for (const name of Object.keys(ROWS) as Name[]) {
    const text = given[name];
    if (text === undefined) continue;
    const [flag, , parse] = ROWS[name];
    try {
      parsed[name] = parse(text);
    } catch (error) {
      if (!(error instanceof Expected)) throw error;
      throw new TallystickError('sequencer/bad-config', {
        message: `${name}: expected ${error.message}, got ${JSON.stringify(text)}`,
        facts: { field: name, option: flag, given: text, expected: error.message },
      });
    }
  }
  return parsed as Values;
}

/** Those of the values that were given. */
function pick<K extends Name>(values: Values, names: readonly K[]): { [N in K]?: NonNullable<Values[N]> } {
  return Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))) as {
    [N in K]?: NonNullable<Values[N]>;
  };
}

function parseAddress(text: string) {
  if (!isAddress(text)) throw new Expected('an address with a right checksum');
  return getAddress(text);
}

function parseAmount(text: string): bigint {
  if (!/^\d{1,27}$/.test(text) || BigInt(text) === 0n) throw new Expected('token base units, a whole number from 1 on');
  return BigInt(text);
}
