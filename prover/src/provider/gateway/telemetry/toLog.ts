import { createJsonLogger, type Logger } from '../../../telemetry/log.js';

/** Where a gateway or a settler tells what its operator has to know: pino fits, and so does the console. */
export type GatewayLog = Pick<Logger, 'info' | 'warn'>;

/** JSON lines on the standard error, as the sequencer writes them. */
export const toLog = (log: GatewayLog | false | undefined): GatewayLog =>
  log === false
    ? { info() {}, warn() {} }
    : (log ?? createJsonLogger({ level: 'info', write: (line) => process.stderr.write(line) }));
