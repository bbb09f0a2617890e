import type { G2Words } from './G2Words.js';

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
