/** An affine point of Grumpkin; never the point at infinity. */
export type Point = { x: bigint; y: bigint };
