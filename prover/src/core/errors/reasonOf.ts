/**
 * Why something failed, in the words of whoever knew: `fetch` says only that it failed, the socket's reason is the deepest cause. Node.js leaves
 * the message empty where a name stands for several addresses; then it is the code.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `${error}`;
  if (error.cause !== undefined) return reasonOf(error.cause);
  return error.message || ('code' in error ? `${error.code}` : error.name);
}
