/** Ends the threads of the curve that snarkjs keeps for this process. */
export async function endCurve(): Promise<void> {
  const { curve_bn128: curve } = globalThis as { curve_bn128?: { terminate(): Promise<void> } };
  await curve?.terminate();
}
