export type Room = {
  /** A room imports rooms of lower floors only. */
  floor: number;
  holds: string;
  /** The rooms that it may import besides itself; `'*'` where that is each of a lower floor. */
  mayImport: readonly string[] | '*';
};

/** By folder of a package's sources. A file that lies there by itself is a room too, named as the file without `.ts`. */
export type Rooms = Readonly<Record<string, Room>>;

export type HousePackage = {
  /** As npm names it. */
  name: string;
  /** From the repository's root. */
  folder: string;
  /** What none of its files may import, tests included, as patterns of the linter; `reason` is what the linter says then. */
  forbidden: { packages: readonly string[]; folders: readonly string[]; reason: string };
  rooms: Rooms;
};

/**
 * The house: which rooms there are, and what each may import. The linter's overrides are made from this table (`biome.rooms.json`), and
 * `npm run house` and the test of the rooms hold the sources to it.
 */
export const house = {
  prover: {
    name: '@tallystick/prover',
    folder: 'prover',
    forbidden: {
      // Its own name too: what comes in over a door comes from anywhere.
      packages: ['@tallystick/sequencer', '@tallystick/sequencer/**', '@tallystick/prover', '@tallystick/prover/**'],
      folders: ['**/test/support/**', '**/test/e2e/**', '**/bench/**', '**/examples/**'],
      reason: 'prover may import circuits and verifier-contracts only',
    },
    rooms: {
      core: { floor: 1, holds: 'field, hash, signature, account, tree, receipt, wire forms', mayImport: [] },
      files: { floor: 1, holds: 'files written as a whole, their hashes, LMDB', mayImport: [] },
      telemetry: { floor: 1, holds: 'log and metrics', mayImport: [] },
      guarded: { floor: 1, holds: 'asking addresses that somebody else chose', mayImport: [] },
      batch: { floor: 2, holds: 'executing a batch', mayImport: ['core'] },
      sequencerClient: { floor: 2, holds: 'the HTTP client', mayImport: ['core'] },
      consumer: { floor: 2, holds: 'the paying fetch', mayImport: ['core'] },
      proving: { floor: 2, holds: 'artifacts, UltraHonk, Groth16', mayImport: ['core', 'files'] },
      clientFiles: { floor: 3, holds: "a client's records and counters", mayImport: ['core', 'consumer', 'files'] },
      x402: { floor: 3, holds: "the scheme for x402's own clients", mayImport: ['core', 'consumer'] },
      statements: { floor: 3, holds: 'proofs of uptime and usage', mayImport: ['core', 'proving'] },
      provider: {
        floor: 3,
        holds: 'gateway, receipts, probes',
        mayImport: ['core', 'sequencerClient', 'files', 'telemetry'],
      },
      chain: { floor: 4, holds: 'actions on the contracts', mayImport: ['core', 'statements', 'proving'] },
      escape: {
        floor: 5,
        holds: "batches of one's own",
        mayImport: ['core', 'chain', 'statements', 'batch', 'proving', 'files'],
      },
      opening: {
        floor: 5,
        holds: 'opening allowances when a request asks for one',
        mayImport: ['core', 'consumer', 'clientFiles', 'sequencerClient', 'chain', 'guarded'],
      },
      watcher: {
        floor: 5,
        holds: 'probing and witnessing',
        mayImport: ['core', 'chain', 'statements', 'files', 'telemetry', 'guarded'],
      },
      keeper: { floor: 5, holds: 'bounties', mayImport: ['core', 'chain', 'statements', 'files', 'telemetry'] },
      cli: { floor: 6, holds: 'the command tallystick', mayImport: '*' },
      index: { floor: 6, holds: 'the root of the package', mayImport: '*' },
      verify: { floor: 6, holds: 'verifying proofs, in a browser too', mayImport: '*' },
    },
  },
  sequencer: {
    name: '@tallystick/sequencer',
    folder: 'sequencer',
    forbidden: {
      packages: ['@tallystick/sequencer', '@tallystick/sequencer/**'],
      folders: ['**/bench/**', '**/examples/**'],
      reason: 'sequencer may import circuits, prover and verifier-contracts only',
    },
    rooms: {
      errors: { floor: 0, holds: 'the codes of its own errors', mayImport: [] },
      util: { floor: 1, holds: 'bells, waiting, what an error leaves out', mayImport: [] },
      config: { floor: 1, holds: 'rows, and where each value comes from', mayImport: ['errors'] },
      operator: { floor: 2, holds: "the operator's key and account", mayImport: ['errors', 'config'] },
      proving: { floor: 2, holds: 'the process that proves', mayImport: ['errors', 'config'] },
      store: {
        floor: 2,
        holds: 'the database, and the steps that several take on it',
        mayImport: ['errors', 'config', 'util'],
      },
      deploy: { floor: 3, holds: 'putting the contracts on the chain', mayImport: ['errors', 'operator'] },
      intake: { floor: 3, holds: 'judging what is handed in', mayImport: ['errors', 'store'] },
      l1: { floor: 3, holds: 'following the chain', mayImport: ['errors', 'store', 'util'] },
      queue: { floor: 4, holds: 'who proves what', mayImport: ['errors', 'l1', 'proving', 'store', 'util'] },
      operations: {
        floor: 4,
        holds: "the table of the batch's operations",
        mayImport: ['errors', 'intake', 'l1', 'store', 'util'],
      },
      telemetry: { floor: 5, holds: 'log and metrics', mayImport: ['errors', 'config', 'operations', 'util'] },
      publisher: {
        floor: 5,
        holds: 'sending batches to the chain',
        mayImport: ['errors', 'l1', 'operations', 'store', 'util'],
      },
      api: { floor: 6, holds: 'HTTP', mayImport: ['errors', 'intake', 'operations', 'store', 'telemetry', 'util'] },
      batcher: {
        floor: 6,
        holds: 'from what was taken in to proven batches',
        mayImport: [
          'errors',
          'config',
          'l1',
          'operations',
          'proving',
          'publisher',
          'queue',
          'store',
          'telemetry',
          'util',
        ],
      },
      service: { floor: 7, holds: 'all of it put together', mayImport: '*' },
      dev: {
        floor: 8,
        holds: 'a whole network on one machine',
        mayImport: ['errors', 'config', 'deploy', 'service', 'store', 'telemetry'],
      },
      cli: {
        floor: 9,
        holds: 'the command tallystick-sequencer',
        mayImport: ['errors', 'config', 'deploy', 'dev', 'operator', 'service', 'telemetry', 'util'],
      },
      index: { floor: 9, holds: 'the root of the package', mayImport: '*' },
    },
  },
} as const satisfies Record<string, HousePackage>;

/** The room that a file lies in, by the file's path from its package's sources. */
export function roomOf(file: string): string {
  const end = file.indexOf('/');
  return end < 0 ? file.replace(/\.tsx?$/, '') : file.slice(0, end);
}

/** The rooms that a room may import, itself not among them. */
export function importableRooms(rooms: Rooms, name: string): string[] {
  const room = rooms[name];
  if (room === undefined) return [];
  if (room.mayImport !== '*') return [...room.mayImport];
  return Object.keys(rooms).filter((other) => (rooms[other]?.floor ?? room.floor) < room.floor);
}

/** Whether a file of one room may import a file of the other. */
export function mayImport(rooms: Rooms, from: string, to: string): boolean {
  return from === to || importableRooms(rooms, from).includes(to);
}
