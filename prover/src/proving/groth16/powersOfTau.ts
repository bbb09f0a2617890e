import { DEVELOPMENT_STRING } from '../artifacts/constants.js';

/**
 * BLAKE2b-512 of the files of the Perpetual Powers of Tau ceremony (54 contributions and a beacon, prepared for phase 2
 * by Hermez), as snarkjs' README publishes them. Those that are large enough for the statements: from 2^14 on.
 */
export const POWERS_OF_TAU: Readonly<Record<string, string>> = {
  'powersOfTau28_hez_final_14.ptau':
    'eeefbcf7c3803b523c94112023c7ff89558f9b8e0cf5d6cdcba3ade60f168af4a181c9c21774b94fbae6c90411995f7d854d02ebd93fb66043dbb06f17a831c1',
  'powersOfTau28_hez_final_15.ptau':
    '982372c867d229c236091f767e703253249a9b432c1710b4f326306bfa2428a17b06240359606cfe4d580b10a5a1f63fbed499527069c18ae17060472969ae6e',
  'powersOfTau28_hez_final_16.ptau':
    '6a6277a2f74e1073601b4f9fed6e1e55226917efb0f0db8a07d98ab01df1ccf43eb0e8c3159432acd4960e2f29fe84a4198501fa54c8dad9e43297453efec125',
  'powersOfTau28_hez_final_17.ptau':
    '6247a3433948b35fbfae414fa5a9355bfb45f56efa7ab4929e669264a0258976741dfbe3288bfb49828e5df02c2e633df38d2245e30162ae7e3bcca5b8b49345',
  'powersOfTau28_hez_final_18.ptau':
    '7e6a9c2e5f05179ddfc923f38f917c9e6831d16922a902b0b4758b8e79c2ab8a81bb5f29952e16ee6c5067ed044d7857b5de120a90704c1d3b637fd94b95b13e',
  'powersOfTau28_hez_final_19.ptau':
    'bca9d8b04242f175189872c42ceaa21e2951e0f0f272a0cc54fc37193ff6648600eaf1c555c70cdedfaf9fb74927de7aa1d33dc1e2a7f1a50619484989da0887',
  'powersOfTau28_hez_final_20.ptau':
    '89a66eb5590a1c94e3f1ee0e72acf49b1669e050bb5f93c73b066b564dca4e0c7556a52b323178269d64af325d8fdddb33da3a27c34409b821de82aa2bf1a27b',
  'powersOfTau28_hez_final_21.ptau':
    '9aef0573cef4ded9c4a75f148709056bf989f80dad96876aadeb6f1c6d062391f07a394a9e756d16f7eb233198d5b69407cca44594c763ab4a5b67ae73254678',
  'powersOfTau28_hez_final_22.ptau':
    '0d64f63dba1a6f11139df765cb690da69d9b2f469a1ddd0de5e4aa628abb28f787f04c6a5fb84a235ec5ea7f41d0548746653ecab0559add658a83502d1cb21b',
  'powersOfTau28_hez_final_23.ptau':
    '3063a0bd81d68711197c8820a92466d51aeac93e915f5136d74f63c394ee6d88c5e8016231ea6580bec02e25d491f319d92e77f5c7f46a9caa8f3b53c0ea544f',
  'powersOfTau28_hez_final_24.ptau':
    'fa404d140d5819d39984833ca5ec3632cd4995f81e82db402371a4de7c2eae8687c62bc632a95b0c6aadba3fb02680a94e09174b7233ccd26d78baca2647c733',
  'powersOfTau28_hez_final_25.ptau':
    '0377d860cdb09a8a31ea1b0b8c04335614c8206357181573bf294c25d5ca7dff72387224fbd868897e6769f7805b3dab02854aec6d69d7492883b5e4e5f35eeb',
  'powersOfTau28_hez_final_26.ptau':
    '418dee4a74b9592198bd8fd02ad1aea76f9cf3085f206dfd7d594c9e264ae919611b1459a1cc920c2f143417744ba9edd7b8d51e44be9452344a225ff7eead19',
  'powersOfTau28_hez_final_27.ptau':
    '10ffd99837c512ef99752436a54b9810d1ac8878d368fb4b806267bdd664b4abf276c9cd3c4b9039a1fa4315a0c326c0e8e9e8fe0eb588ffd4f9021bf7eae1a1',
  'powersOfTau28_hez_final.ptau':
    '55c77ce8562366c91e7cda394cf7b7c15a06c12d8c905e8b36ba9cf5e13eb37d1a429c589e8eaba4c591bc4b88a0e2828745a53e170eac300236f5c1a326f41a',
};

/**
 * The secrets of the development keys. INSECURE BY DESIGN: they stand here for everyone to read, so anyone can forge
 * proofs under keys that are made of them. They exist to build and test without a ceremony and are refused outside of
 * development chains.
 *
 * `alpha`, `beta` = keccak256("tallystick development alpha" / "… beta") mod r, and
 * `beacon.hash`, from which the phase-2 contribution is drawn, of "tallystick development beacon"; a test derives all.
 */
export const DEVELOPMENT_POWERS: {
  tau: bigint;
  alpha: bigint;
  beta: bigint;
  /** As snarkjs takes it; 2^iterationsExponent rounds of sha256. */
  beacon: { hash: string; iterationsExponent: number };
} = {
  tau: DEVELOPMENT_STRING.tau,
  alpha: 0x077bf98b71e57f229669ea30de06d5ee99800f5a222e61704bfb4fff3740bfbdn,
  beta: 0x26a6673e56c78b3782beb60538a051900e9b18e215fc9a85d8a063f641181d22n,
  beacon: { hash: '1fe81756d19521e90cd71b284479f8ec950acf72e112f3a932752d94cf8ff1df', iterationsExponent: 10 },
};
