import { childWatcher } from './childWatcher.js';

// Runs while it is imported, so that whoever imports it keeps its modules at hand until the end.
await childWatcher(process.env.WATCH_DATA_DIR ?? '');
