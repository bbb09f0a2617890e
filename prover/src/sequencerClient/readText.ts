import { sequencerClientError } from './sequencerClientErrors.js';

/**
 * The text of an answer, of which no more is read than may be: whoever answers could send without end, or little that unpacks to much.
 *
 * @throws sequencer-client/unexpected-answer where it is larger; what reading throws
 */
export async function readText(response: Response, { maxBytes }: { maxBytes: number }): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** The error for an answer that is larger than what is read of one. */
export function tooLarge(maxBytes: number): Error {
  const facts = { field: 'body', expected: `at most ${maxBytes} bytes` };
  return sequencerClientError('sequencer-client/unexpected-answer', { facts });
}
