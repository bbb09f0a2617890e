import { Option } from 'commander';
import { examplesText } from '../../io/text.js';
import type { CliCommand } from '../../options/CliCommand.js';
import { sharedOptions as shared } from '../../options/sharedOptions.js';
import {
  parseCapacity,
  parseEpoch,
  parseGwei,
  parseHttpUrl,
  parsePort,
  parseRecipient,
  parseSeconds,
  parseUnsigned,
  parseUptime,
} from '../../parsers.js';
import type { CommandContext } from '../../support/CommandContext.js';
import { keeper } from '../watch/keeper.js';
import { stakeClaim } from './stakeClaim.js';
import { stakeDemand } from './stakeDemand.js';
import { stakeReactivate } from './stakeReactivate.js';
import { stakeRegisterProvider } from './stakeRegisterProvider.js';
import { stakeRegisterWatcher } from './stakeRegisterWatcher.js';
import { stakeShow } from './stakeShow.js';
import { stakeTopUp } from './stakeTopUp.js';
import { stakeUnbond } from './stakeUnbond.js';
import { stakeUpdateProvider } from './stakeUpdateProvider.js';
import { stakeUpdateWatcher } from './stakeUpdateWatcher.js';
import { stakeWithdraw } from './stakeWithdraw.js';

const amount = (flag: string, description: string) =>
  new Option(`${flag} <amount>`, `${description}, in token base units`).argParser(
    parseUnsigned('token base units', 88),
  );
const address = (flag: string, description: string) =>
  new Option(`${flag} <address>`, description).argParser(parseRecipient);
const endpoint = (description: string) =>
  new Option('--endpoint <url>', description).argParser(parseHttpUrl).makeOptionMandatory();
const kind = () =>
  new Option('--kind <kind>', 'which account of the address').choices(['provider', 'watcher']).makeOptionMandatory();
const capacity = (flag: string, description: string) =>
  new Option(`${flag} <number>`, `declared capacity: ${description}`).argParser(parseCapacity).default(0, '0');

/** The commands of stakes and the court's keeper: `stake …`, `keeper`. */
export function addStake(program: CliCommand, context: CommandContext): void {
  const group = program.command('stake').description('Stake as a provider or watcher, look at stakes, leave.');
  const command = (name: string, description: string): CliCommand =>
    group.command(name).description(description).addChain().addOption(shared.keyFile());

  /** What a provider declares: the same when it registers and when it changes. */
  const withTerms = (target: CliCommand): CliCommand =>
    target
      .addOption(endpoint('where the provider is reached and probed'))
      .addOption(
        new Option('--uptime <percent>', 'share of slots in which it will be up, such as 99.5')
          .argParser(parseUptime)
          .makeOptionMandatory(),
      )
      .addOption(capacity('--compute', 'units of compute'))
      .addOption(capacity('--storage', 'GiB of storage'))
      .addOption(capacity('--egress', 'MiB of egress a second'))
      .addOption(
        address('--responder', 'whose key answers probes (default: the one of `tallystick keys --deployment …`)'),
      );

  withTerms(
    command(
      'register-provider',
      'Register the wallet as a provider: approve the stake and register what it delivers. It owes an uptime proof of every epoch from the second next on.',
    ),
  )
    .addOption(
      amount(
        '--stake',
        "what to stake; at least what the capacity requires, and the registry's least stake",
      ).makeOptionMandatory(),
    )
    .end(context, {
      help: examples(
        'tallystick stake register-provider --endpoint https://provider.example --stake 120000000 --uptime 99.5 --compute 8',
      ),
      run: stakeRegisterProvider,
    });

  command(
    'register-watcher',
    'Register the wallet as a watcher. It owes a root of every epoch from the second next on.',
  )
    .addOption(endpoint('where providers get their openings'))
    .addOption(amount('--stake', 'what to stake').makeOptionMandatory())
    .end(context, {
      help: examples('tallystick stake register-watcher --endpoint https://watcher.example --stake 100000000'),
      run: stakeRegisterWatcher,
    });

  withTerms(
    command(
      'update-provider',
      'Change what the wallet declares as a provider: all of it, as given. The promise counts from the second next epoch on, the rest at once.',
    ),
  ).end(context, {
    help: examples('tallystick stake update-provider --endpoint https://new.example --uptime 99.5 --compute 8'),
    run: stakeUpdateProvider,
  });

  command('update-watcher', 'Change where the wallet is reached as a watcher.')
    .addOption(endpoint('where providers get their openings'))
    .end(context, {
      help: examples('tallystick stake update-watcher --endpoint https://new.example'),
      run: stakeUpdateWatcher,
    });

  command(
    'top-up',
    'Raise a stake. An account below its requirement that tops itself up is active again when it suffices.',
  )
    .addOption(kind())
    .addOption(amount('--amount', 'by how much').makeOptionMandatory())
    .addOption(address('--account', 'whose stake (default: the wallet)'))
    .end(context, { help: examples('tallystick stake top-up --kind provider --amount 5000000'), run: stakeTopUp });

  command('reactivate', 'Be active again, when the stake suffices since somebody else topped it up or the rates fell.')
    .addOption(kind())
    .end(context, { help: examples('tallystick stake reactivate --kind provider'), run: stakeReactivate });

  command(
    'unbond',
    'Begin to unbond a part of the stake, or all of it, which ends the obligations with the next epoch.',
  )
    .addOption(kind())
    .addOption(amount('--amount', 'how much'))
    .option('--all', 'everything: the account leaves')
    .end(context, { help: examples('tallystick stake unbond --kind watcher --all'), run: stakeUnbond });

  command('withdraw', 'Pay out what was unbonded, once the delay is over, or what slashes left of it.')
    .addOption(kind())
    .end(context, { help: examples('tallystick stake withdraw --kind watcher'), run: stakeWithdraw });

  command('show', "Show an address's accounts and what it can claim; with --epoch also its committee and deadlines.")
    .addOption(address('--address', 'whose (default: the wallet)'))
    .addOption(new Option('--epoch <number>', 'also judge of this epoch').argParser(parseEpoch))
    .end(context, {
      help: examples(
        'tallystick stake show --epoch 41',
        'tallystick stake show --address 0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
      ),
      run: stakeShow,
    });

  command('claim', "Pay out reporters' shares, what liquidations left, and bonds. Anyone may send it.")
    .addOption(address('--recipient', 'who is paid (default: the wallet)'))
    .end(context, { help: examples('tallystick stake claim'), run: stakeClaim });

  command(
    'demand',
    'For providers: demand on the chain the opening that a watcher of the committee does not give. Costs a bond, which comes back if it is not revealed.',
  )
    .addOption(new Option('--epoch <number>', 'of which epoch').argParser(parseEpoch).makeOptionMandatory())
    .addOption(address('--watcher', 'the member that does not give it').makeOptionMandatory())
    .end(context, {
      help: examples('tallystick stake demand --epoch 41 --watcher 0x70997970C51812dc3A010C7d01b50e0d17dc79C8'),
      run: stakeDemand,
    });

  program
    .command('keeper')
    .description(
      'Do what is due at the courts, until SIGINT, SIGTERM or SIGHUP: draw seeds, slash absent watchers and silent providers, strike who does not reveal, liquidate.',
    )
    .addChain()
    .addOption(shared.keyFile())
    .option('--once', 'look once and end')
    .addOption(
      new Option('--interval <seconds>', 'seconds between two looks').argParser(parseSeconds).default(60, '60'),
    )
    .addOption(
      new Option('--max-fee-gwei <gwei>', 'the most to pay per unit of gas, base fee and tip together')
        .argParser(parseGwei)
        .default(parseGwei('200'), '200'),
    )
    .option('--data-dir <folder>', "folder of the keeper's journal (default: one a wallet in the application data)")
    .addOption(new Option('--journal <folder>').hideHelp())
    .addOption(
      new Option('--metrics-port <port>', 'serve metrics for Prometheus at /metrics of this port; 0 takes a free one')
        .env('TALLYSTICK_KEEPER_METRICS_PORT')
        .argParser(parsePort),
    )
    .addOption(
      new Option('--metrics-host <host>', 'address that the metrics are served at; whoever reaches it reads them')
        .env('TALLYSTICK_KEEPER_METRICS_HOST')
        .default('127.0.0.1'),
    )
    .end(context, {
      help: `
The wallet pays the gas and earns the reporters' shares: \`tallystick stake claim\` pays them out. Any number of keepers may run;
one that is killed goes on where it was.

Example:
  $ tallystick keeper --key-file keeper.key --interval 30`,
      run: keeper,
    });
}

function examples(...lines: string[]): string {
  const note = 'Amounts are whole numbers of token base units (for a token with 6 decimals, 1 token is 1000000).';
  return examplesText(note, ...lines);
}
