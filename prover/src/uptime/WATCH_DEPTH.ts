/** Depth of a watcher's quaternary tree: 4^8 = 65,536 leaves. A parameter of the uptime circuit. */
export const WATCH_DEPTH = 8;
