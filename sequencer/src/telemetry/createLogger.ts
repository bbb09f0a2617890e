import { type DestinationStream, type Logger, pino } from 'pino';
import type { SequencerConfig } from '../config/rows.js';
import { describeError } from './describeError.js';

const secrets = [
  'viewKey',
  'signature',
  'privateKey',
  'operatorKey',
  'databaseUrl',
  'password',
  'authorization',
  'inputs',
];

/**
 * Log lines of JSON on standard output. Fields that hold secrets are cut out, up to four levels down, whoever logs them.
 *
 * @example
 * import { createLogger, createSequencer, resolveConfig } from '@tallystick/sequencer';
 *
 * const config = resolveConfig({ env: process.env });
 * const sequencer = createSequencer(config, { logger: createLogger(config.logLevel) });
 */
export function createLogger(level: SequencerConfig['logLevel'], destination?: DestinationStream): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);
  const options = { level, base: null, redact: { paths, censor: '(secret)' }, serializers: { err: describe } };
  return destination ? pino(options, destination) : pino(options);
}

/** Pipelines log errors that are described already. */
function describe(error: unknown): unknown {
  return error instanceof Error ? describeError(error) : error;
}
