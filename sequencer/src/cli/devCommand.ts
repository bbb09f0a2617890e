import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { readDeploymentFile } from '@tallystick/prover/chain';
import { unloadCrypto } from '@tallystick/prover/core';
import { createProgressReporter } from '@tallystick/prover/proving';
import type { Command } from 'commander';
import { parseAddress, parseAmount, parseInteger } from '../config/parsers.js';
import { assertWritable } from '../deploy/assertWritable.js';
import { readDevNote } from '../dev/DevNote.js';
import { DEFAULT_DEV_PORTS } from '../dev/DevPorts.js';
import { devWallets } from '../dev/devWallets.js';
import { mintTokens } from '../dev/mintTokens.js';
import { DEV_PRICES, type Development, startDevelopment } from '../dev/startDevelopment.js';
import { sequencerError } from '../errors.js';
import type { OptionRows } from './OptionRows.js';
import { parseOptions } from './parseOptions.js';
import { SequencerCommand } from './SequencerCommand.js';

const PORT = parseInteger(0, 65_535);
const { chain, sequencer, service } = DEFAULT_DEV_PORTS;
const ROWS = {
  chain: ['--rpc-port <port>', `port of the chain; 0 takes a free one (default ${chain}, then as before)`, PORT],
  sequencer: [
    '--port <port>',
    `port of the sequencer; 0 takes a free one (default ${sequencer}, then as before)`,
    PORT,
  ],
  service: [
    '--service-port <port>',
    `port of the sample service; 0 takes a free one (default ${service}, then as before)`,
    PORT,
  ],
} as const satisfies OptionRows;

/** commander names options by their flags. */
type Given = { dataDir: string; reset?: boolean; json?: string; rpcPort?: string; port?: string; servicePort?: string };

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const DATA_DIR = ['--data-dir <folder>', 'folder of all that the network keeps', '.tallystick'] as const;
/** Where npm links the commands of a project's packages. */
const BINARIES = resolve('node_modules', '.bin');
/** Token base units: a thousand tokens. */
const FAUCET = '1000000000';

/** `tallystick-sequencer dev`: a whole network on this machine, until SIGINT, SIGTERM or SIGHUP. */
export function devCommand(): Command {
  const command = new SequencerCommand('dev')
    .description(
      'Runs a whole network on this machine, for development: chain, contracts with courts, a test token, a sequencer with short batches, a service that is paid for, an account for a service of your own, and an open allowance for each. Until SIGINT, SIGTERM or SIGHUP; the next start goes on with all of it.',
    )
    .option(...DATA_DIR)
    .option('--reset', 'begin anew: delete what the network kept, and nothing else in its folder')
    .option('--json <file>', 'write addresses, accounts and environment here once it is ready');
  for (const [flag, description] of Object.values(ROWS)) command.option(flag, description);
  command.addCommand(faucetCommand());
  return command.action(async () => {
    const { dataDir, reset, json, rpcPort, port, servicePort } = command.opts<Given>();
    const ports = parseOptions(ROWS, { chain: rpcPort, sequencer: port, service: servicePort });
    if (json !== undefined) await assertWritable(json, 'json');
    let end: (reason: Error | undefined) => void = () => {};
    const ended = new Promise<Error | undefined>((resolve) => {
      end = resolve;
    });
    // A second signal ends the process at once: whoever sends it does not want to wait.
    const interrupted = (): void => {
      for (const signal of SIGNALS) process.removeListener(signal, interrupted);
      process.stderr.write('stopping …\n');
      end(undefined);
    };
    for (const signal of SIGNALS) process.on(signal, interrupted);
    const network = startDevelopment({
      dataDir,
      reset,
      ports,
      binaries: existsSync(join(BINARIES, 'tallystick')) ? BINARIES : undefined,
      onProgress: createProgressReporter(),
    });
    void network.failed.then(end);
    let isReady = false;
    const ready = network.started.then(async (development) => {
      isReady = true;
      if (json !== undefined) await writeFile(json, toJson(development), { mode: 0o600 });
      process.stdout.write(describe(development));
    });
    try {
      const reason = await Promise.race([ended, ready.then(() => ended)]);
      await network.stop();
      if (reason) throw reason;
      // What was being made when it was interrupted, a key or a circuit, would keep the process until it is done.
      if (!isReady) process.exit(130);
    } finally {
      await unloadCrypto();
    }
  });
}

function faucetCommand(): Command {
  const command = new SequencerCommand('faucet')
    .description('Mints test tokens of the network that runs for an address, and gives it ether for transactions.')
    .argument('<address>', 'who gets them')
    .argument('[amount]', 'token base units, of which a token has 1000000', FAUCET);
  return command.action(async (address: string, amount: string) => {
    const { dataDir } = command.optsWithGlobals<Pick<Given, 'dataDir'>>();
    const note = await readDevNote(dataDir);
    if (note === undefined) {
      throw sequencerError('sequencer/not-a-dev-folder', { facts: { field: 'dataDir', given: dataDir } });
    }
    const rows = {
      address: ['<address>', '', parseAddress],
      amount: ['[amount]', '', parseAmount({ max: 2n ** 128n })],
    } as const satisfies OptionRows;
    const given = parseOptions(rows, { address, amount });
    if (given.address === undefined || given.amount === undefined) throw new TypeError('both were given');
    const deployment = await readDeploymentFile(join(dataDir, 'deployment.json'));
    const rpcUrl = `http://127.0.0.1:${note.ports.chain}`;
    await mintTokens({ rpcUrl, deployment, to: given.address, amount: given.amount });
    process.stdout.write(`${given.address} got ${given.amount} token base units\n`);
  });
}

function toJson(development: Development): string {
  const { deployment, provider, ownProvider, allowance, ownAllowance, ...rest } = development;
  const accounts = Object.entries({ provider, ownProvider, allowance, ownAllowance });
  const serials = Object.fromEntries(accounts.map(([name, { serial }]) => [name, serial]));
  const { chainId, rollup, token } = deployment;
  return `${JSON.stringify({ ...rest, chainId, rollup, token, serials, pid: process.pid }, undefined, 2)}\n`;
}

/** For people: where everything is, and what to type next. */
function describe(development: Development): string {
  const { rpcUrl, sequencerUrl, serviceUrl, deployment, environment, environmentFile } = development;
  const { provider, ownProvider, allowance, ownAllowance } = development;
  const rows = [
    ['chain', `${rpcUrl} (number ${deployment.chainId})`],
    ['sequencer', sequencerUrl],
    ['rollup', deployment.rollup],
    ['token', `${deployment.token}, with 6 decimals; tallystick dev faucet ADDRESS mints more`],
    [
      'sample service',
      `${serviceUrl}/infer, ${DEV_PRICES.computeUnitSeconds} base units a request, provider ${provider.serial}`,
    ],
    ['your wallet', `${devWallets.own().account.address}, its key is known to everybody`],
    ['your allowances', `${allowance.serial} for the sample service, ${ownAllowance.serial} for a service of your own`],
    ['your provider', `${ownProvider.serial}, for a service of your own`],
  ];
  const from = relative(process.cwd(), environmentFile);
  const file = from.startsWith('..') ? environmentFile : from;
  return [
    '',
    ...rows.map(([name = '', value = '']) => `${name.padEnd(16)} ${value}`),
    '',
    `The environment, also in ${file}:`,
    ...Object.entries(environment).map(([name, value]) => `  export ${name}='${value}'`),
    '',
    'Type next, in another terminal:',
    `  . ${file}`,
    `  tallystick fetch ${serviceUrl}/infer --max-amount 1000`,
    `  tallystick allowance show --serial ${allowance.serial}`,
    '',
    'Ready. Ctrl-C stops all of it; the next start goes on with it.',
    '',
  ].join('\n');
}
