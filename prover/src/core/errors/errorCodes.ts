import { batchCodes } from '../../batch/batchErrors.js';
import { chainCodes } from '../../chain/chainErrors.js';
import { stakeCodes } from '../../chain/stake/stakeErrors.js';
import { cliCodes } from '../../cli/cliErrors.js';
import { escapeCodes } from '../../escape/escapeErrors.js';
import { gatewayCodes } from '../../provider/gatewayErrors.js';
import { artifactsCodes } from '../../proving/artifacts/artifactsErrors.js';
import { statementCodes } from '../../proving/groth16/statementErrors.js';
import { sequencerCodes } from '../../sequencerClient/sequencerErrors.js';
import { uptimeCodes } from '../../statements/uptime/uptimeErrors.js';
import { usageCodes } from '../../statements/usage/usageErrors.js';
import { probeCodes, watcherCodes } from '../../watcher/watcherErrors.js';
import { accountCodes } from '../account/accountErrors.js';
import { cryptoCodes } from '../hash/cryptoErrors.js';
import { keyCodes } from '../keyErrors.js';
import { receiptCodes } from '../receipt/receiptErrors.js';
import { treeCodes } from '../tree/treeErrors.js';
import { withdrawalCodes } from '../withdrawalErrors.js';

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
