/** Where a watcher logs: pino's shape, so that a pino logger fits. */
export type WatchLogger = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>;
