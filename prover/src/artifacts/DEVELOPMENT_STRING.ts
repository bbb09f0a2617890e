import type { G2Words } from './G2Words.js';

/**
 * The development reference string. INSECURE BY DESIGN: its secret stands here for everyone to read, so anyone can
 * forge proofs under it. It exists to build and test without the network and is refused outside of development chains.
 *
 * `tau` = keccak256("tallystick development reference string") mod r, `g2` = tau·G2; a test derives both.
 */
export const DEVELOPMENT_STRING: { tau: bigint; g2: G2Words } = {
  tau: 0x1040c58914bbcd308338e2ae9e6c3f80cca3b2ab01cb4b1702238166547cf0e9n,
  g2: [
    '0a01f9bd60ae0fb1794588b59d9b28433c4afeb97a06dad35285cb1683a99602',
    '0d73043f39e8e86d1a729e8141f0142af201c9ab13eb9e6efaf0efa1a369adde',
    '242b52f61a9368af3877d1faed8cf28ff33c182d86e90c1404ab2230d1ce64ff',
    '2a57e65d96a9cec23f51b82636a7dbc5e627503751d6370eabef2549955a8db8',
  ],
};
