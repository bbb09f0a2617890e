import type { Barretenberg } from '@aztec/bb.js';
import { circuits } from '@tallystick/circuits';

/** A G2 point of BN254 in four words of 32 bytes, big-endian hex without prefix, in the order of `bn254_g2.dat`. */
export type G2Words = readonly [x0: string, x1: string, y0: string, y1: string];

/** Batch proofs: UltraHonk for Ethereum (keccak transcript), zero-knowledge, for the optimized Solidity verifier. */
export const PROOF_SETTINGS: Parameters<Barretenberg['circuitProve']>[0]['settings'] = {
  ipaAccumulation: false,
  oracleHashType: 'keccak',
  disableZk: false,
  optimizedSolidityVerifier: true,
};

/** Names of the shapes that the batch circuit comes in, from circuits.json. */
export const SHAPE_NAMES: readonly string[] = circuits.batch.shapes.map(({ name }) => name);

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

/**
 * What is known of the real reference string: Aztec's Ignition ceremony of 2019,
 * https://github.com/AztecProtocol/ignition-verification.
 *
 * `g2` is [x]G2, as every UltraHonk verifier contains it; with it the G1 powers can be checked by a pairing.
 * `g1Second` is [x]G1. The sha256 is of the first `prefixPoints` points, which are then known without a pairing.
 */
export const IGNITION: {
  g2: G2Words;
  g1Second: string;
  prefixPoints: number;
  prefixSha256: string;
  urls: { g1: string };
} = {
  g2: [
    '0118c4d5b837bcc2bc89b5b398b5974e9f5944073b32078b7e231fec938883b0',
    '260e01b251f6f1c7e7ff4e580791dee8ea51d87a358e038b4efe30fac09383c1',
    '22febda3c0c0632a56475b4214e5615e11e6dd3f96e6cea2854a87d4dacc5e55',
    '04fc6369f7110fe3d25156c1bb9a72859cf2a04641f99ba4ee413c80da6a5fe4',
  ],
  g1Second:
    '2d360628289ff943ff6bd1a87bbe4e62abe7fb61ba83effd266f22bdcf31e6f926b92a79e563c3f48252cce7feeca2f0f8d33dcb4ef7b0643bf07bd405700aaa',
  prefixPoints: 32_769,
  prefixSha256: 'd769ac6c98f8fab858a7e9967f2b7f181d8ad9fdcdf55438c915696febf0e99c',
  urls: { g1: 'https://crs.aztec.network/g1.dat' },
};

/** Bytes of a G1 point on disk: x and y, big-endian. */
export const POINT_BYTES = 64;
