import { HttpRequestError, TimeoutError } from 'viem';

/** How many blocks to ask a node for at once: as many as it answers for. */
export type BlockWindow = {
  /** Blocks for the next question. */
  size(): number;
  /** The node answered. */
  answered(): void;
  /**
   * The node did not answer a question that was so many blocks wide. Nodes and the proxies before them say that one was too wide in a
   * dozen ways: by an error, by 413 or 504, by silence. So everything but a refused connection makes the next question narrower.
   *
   * @returns milliseconds to wait before the next question
   * @throws the error itself where a narrower question can't help: nobody is there, or the question was a single block
   */
  refused(error: unknown, blocks: number): number;
};

/** Nobody listens there, or it is not whom we ask for. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
/** Who asks isn't let in. */
const FORBIDDEN = new Set([401, 403, 404]);
const MAX_PAUSE_MS = 2_000;
/** Answers after which a size that was refused is tried once more: crowded blocks lie behind, or the node has time again. */
const ANSWERS_BEFORE_GROWING = 16;

/**
 * Makes a window that begins with `maxBlocks`, narrows where a node does not answer, and grows again where it does, though not at once to
 * the size that was refused: silence costs the whole time that is waited for an answer.
 */
export function createBlockWindow(maxBlocks: number): BlockWindow {
  let blocks = maxBlocks;
  let most = maxBlocks;
  let answers = 0;
  let refusals = 0;
  return {
    size: () => blocks,
    answered() {
      refusals = 0;
      answers += 1;
      if (answers >= ANSWERS_BEFORE_GROWING) {
        most = Math.min(maxBlocks, 2 * most);
        answers = 0;
      }
      blocks = Math.min(most, 2 * blocks);
    },
    refused(error, width) {
      if (width <= 1 || isOutOfReach(error)) throw error;
      blocks = Math.max(1, Math.floor(width / (isSilence(error) ? 4 : 2)));
      most = blocks;
      answers = 0;
      refusals += 1;
      // A node that gave a reason at once has all the time; a proxy that says the same of each question may need some.
      return errors(error).some((inner) => inner instanceof HttpRequestError)
        ? Math.min(MAX_PAUSE_MS, 100 * 2 ** refusals)
        : 0;
    },
  };
}

function errors(error: unknown): Error[] {
  const found: Error[] = [];
  for (let inner = error; inner instanceof Error && found.length < 20; inner = inner.cause) found.push(inner);
  return found;
}

function isSilence(error: unknown): boolean {
  return errors(error).some((inner) => inner instanceof TimeoutError);
}

function isOutOfReach(error: unknown): boolean {
  return errors(error).some((inner) => {
    if (inner instanceof HttpRequestError && FORBIDDEN.has(inner.status ?? 0)) return true;
    const { code } = inner as { code?: unknown };
    return typeof code === 'string' && UNREACHABLE.has(code);
  });
}
