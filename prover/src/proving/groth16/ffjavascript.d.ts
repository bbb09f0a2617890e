/** What this package uses of ffjavascript, which comes without types. Its users don't see this file, so no type of theirs is named here. */
declare module 'ffjavascript' {
  /** The curve in `globalThis.curve_bn128`, else a new one that is put there; with `singleThread` always a new one, and it isn't put there. */
  export function buildBn128(singleThread?: boolean): Promise<import('./curve.js').Curve>;
}
