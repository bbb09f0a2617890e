/** What this package uses of ffjavascript, which comes without types. */
declare module 'ffjavascript' {
  /** A curve with its WebAssembly and worker threads. */
  export type Curve = {
    /** Ends the worker threads, and takes the curve out of `globalThis.curve_bn128`. */
    terminate(): Promise<void>;
    /** The threads; none where the platform has no workers, such as within a worker of some browsers. */
    tm: { workers?: unknown[] };
  };
  /** The curve in `globalThis.curve_bn128`, else a new one that is put there. */
  export function buildBn128(): Promise<Curve>;
}
