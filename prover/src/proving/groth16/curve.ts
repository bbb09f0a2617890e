/** A curve of ffjavascript, with its WebAssembly and worker threads: what this package uses of it. */
export type Curve = {
  /** Ends the worker threads, and takes the curve out of `globalThis.curve_bn128`. */
  terminate(): Promise<void>;
  /** The threads; none where the platform has no workers, such as within a worker of some browsers. */
  tm: { workers?: unknown[] };
  /** The second group: points are bytes in the library's own form. */
  G2: {
    /** From affine coordinates and a third one, `[1, 0]`, each `[c0, c1]`. */
    fromObject(point: bigint[][]): Uint8Array;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
    isZero(point: Uint8Array): boolean;
    /** Whether it lies on the curve; it may lie outside of the group all the same. */
    isValid(point: Uint8Array): boolean;
  };
};
