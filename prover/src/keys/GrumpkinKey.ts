import type { Point } from '../signature/Point.js';

/** A key pair over Grumpkin. The private key is below the group's order. */
export type GrumpkinKey = { privateKey: bigint; publicKey: Point };
