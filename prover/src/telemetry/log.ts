/** Where a part that runs for long logs: pino's shape, so that a pino logger fits, and the console does too. */
export type Logger = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>;

/** The levels of a log, the least severe first, with pino's numbers. */
const LOG_LEVELS = { debug: 20, info: 30, warn: 40, error: 50, silent: Number.POSITIVE_INFINITY } as const;

export type LogLevel = keyof typeof LOG_LEVELS;

export type JsonLoggerOptions = {
  /** Least level that is logged. */
  level: LogLevel;
  /** Takes one line, its end included. */
  write: (line: string) => unknown;
  /** Milliseconds of the epoch. */
  nowMs?: () => number;
};

/** Log lines of JSON as pino writes them: level, time, msg and the fields; bigints as decimal strings. */
export function createJsonLogger({ level: least, write, nowMs = Date.now }: JsonLoggerOptions): Logger {
  const at =
    (level: Exclude<LogLevel, 'silent'>) =>
    (fields: object, message: string): void => {
      if (LOG_LEVELS[level] < LOG_LEVELS[least]) return;
      const line = { level: LOG_LEVELS[level], time: nowMs(), ...fields, msg: message };
      write(`${JSON.stringify(line, (_key, value) => (typeof value === 'bigint' ? `${value}` : value))}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
