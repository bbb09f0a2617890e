// @ts-check

/** Ends the threads of the curve that snarkjs keeps, which would keep the process alive. */
export async function endCurve() {
  const { curve_bn128: curve } = /** @type {{ curve_bn128?: { terminate(): Promise<void> } }} */ (globalThis);
  await curve?.terminate();
}
