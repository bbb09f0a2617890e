import { accountCodes } from './codes/account.js';
import { artifactsCodes } from './codes/artifacts.js';
import { batchCodes } from './codes/batch.js';
import { chainCodes } from './codes/chain.js';
import { cliCodes } from './codes/cli.js';
import { cryptoCodes } from './codes/crypto.js';
import { escapeCodes } from './codes/escape.js';
import { gatewayCodes } from './codes/gateway.js';
import { keyCodes } from './codes/key.js';
import { receiptCodes } from './codes/receipt.js';
import { sequencerCodes } from './codes/sequencer.js';
import { stakeCodes } from './codes/stake.js';
import { statementCodes } from './codes/statement.js';
import { treeCodes } from './codes/tree.js';
import { uptimeCodes } from './codes/uptime.js';
import { usageCodes } from './codes/usage.js';
import { probeCodes, watcherCodes } from './codes/watcher.js';
import { withdrawalCodes } from './codes/withdrawal.js';

/** Every error code of Tallystick with its HTTP status, meaning and remedy. `docs/errors.md` is generated from it. */
export const errorCodes = {
  ...receiptCodes,
  ...withdrawalCodes,
  ...accountCodes,
  ...batchCodes,
  ...uptimeCodes,
  ...usageCodes,
  ...statementCodes,
  ...probeCodes,
  ...watcherCodes,
  ...treeCodes,
  ...keyCodes,
  ...cryptoCodes,
  ...artifactsCodes,
  ...gatewayCodes,
  ...sequencerCodes,
  ...chainCodes,
  ...escapeCodes,
  ...cliCodes,
  ...stakeCodes,
} as const;

/** A code of the registry, `area/what-is-wrong`. */
export type ErrorCode = keyof typeof errorCodes;
