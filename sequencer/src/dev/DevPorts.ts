/** The parts of a development network that listen. */
export const DEV_PORTS = ['chain', 'sequencer', 'service'] as const;

/** The port of each, on the loopback interface. */
export type DevPorts = Record<(typeof DEV_PORTS)[number], number>;

/** Where each listens if nobody says otherwise; the chain's is the one that every tool expects. */
export const DEFAULT_DEV_PORTS: DevPorts = { chain: 8545, sequencer: 8640, service: 3000 };
