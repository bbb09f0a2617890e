import { type DestinationStream, type Logger, pino } from 'pino';
import type { SequencerConfig } from './config.js';

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

/** Log lines of JSON on standard output. Fields that hold secrets are cut out, up to four levels down, whoever logs them. */
export function createLogger(level: SequencerConfig['logLevel'], destination?: DestinationStream): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);
  const options = { level, base: null, redact: { paths, censor: '(secret)' } };
  return destination ? pino(options, destination) : pino(options);
}
