/** Bytes of a G1 point on disk: x and y, big-endian. */
export const POINT_BYTES = 64;
