import { Option } from 'commander';
import { DEFAULT_MAX_PREPAID_UNITS } from '../../provider/gateway/metering.js';
import {
  parseHttpUrl,
  parseHttpUrls,
  parseIndex,
  parsePath,
  parseSeconds,
  parseSerial,
  parseUnsigned,
} from '../parsers.js';

/** The options that several commands share, so that they read the same everywhere. */
export const sharedOptions = {
  keyFile: () =>
    new Option(
      '--key-file <file>',
      "file with the wallet's private key, readable by you alone (0600); without it, TALLYSTICK_PRIVATE_KEY counts",
    ).env('TALLYSTICK_KEY_FILE'),
  state: () =>
    new Option(
      '--state <folder>',
      "folder of the local allowance records (default: the platform's folder for application data)",
    ).env('TALLYSTICK_STATE'),
  deployment: () =>
    new Option('--deployment <file>', 'deployment file, as `tallystick deployment fetch` writes it').env(
      'TALLYSTICK_DEPLOYMENT',
    ),
  rpc: () =>
    new Option(
      '--rpc <urls>',
      "RPC endpoints of the deployment's chain, separated by commas: the next is asked where one does not answer",
    )
      .env('TALLYSTICK_RPC')
      .argParser(parseHttpUrls),
  sequencer: () =>
    new Option('--sequencer <url>', "address of the sequencer's HTTP service")
      .env('TALLYSTICK_SEQUENCER')
      .argParser(parseHttpUrl),
  json: () =>
    new Option('--json <file>', 'also write the result, or the error, to this file as JSON').argParser(parsePath),
  serial: () =>
    new Option('--serial <number>', "the account's serial, as `allowance open` printed it").argParser(parseSerial),
  viewKeyFile: () =>
    new Option(
      '--view-key-file <file>',
      'file with the view key: 0x and 64 hex digits (default: from the local record, else derived from the wallet)',
    ),
  index: () =>
    new Option(
      '--index <number>',
      "number of the account's key among the wallet's; only needed where there is no local record (with --deployment)",
    ).argParser(parseIndex),
  maxPrepaidUnits: () =>
    new Option(
      '--max-prepaid-units <units>',
      "settle no receipt of the store that runs further ahead of the units charged: the gateway's `maxPrepaidUnits`",
    )
      .argParser(parseUnsigned('units of each resource', 44))
      .default(DEFAULT_MAX_PREPAID_UNITS, `${DEFAULT_MAX_PREPAID_UNITS}`),
  wait: () => new Option('--wait', 'wait until a batch with it is final on the chain'),
  timeout: () =>
    new Option('--timeout <seconds>', 'how long to wait for the sequencer at most, in seconds')
      .argParser(parseSeconds)
      .default(600),
  counter: (flag: string, unit: string) =>
    new Option(`${flag} <units>`, `cumulative ${unit} used since the allowance was opened`)
      .argParser(parseUnsigned(unit, 44))
      .makeOptionMandatory(),
  price: (flag: string, unit: string) =>
    new Option(`${flag} <amount>`, `price of one ${unit}, in token base units`)
      .argParser(parseUnsigned(`token base units per ${unit}`, 56))
      .default(0n, '0'),
} as const;
