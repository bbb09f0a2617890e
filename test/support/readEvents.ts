/** One server-sent event, or a comment. */
export type StreamedEvent = { id?: string; event?: string; data?: unknown; comment?: string };

/** Reads a stream of server-sent events, each block as it comes, until the server ends it or the reader stops. */
export async function* readEvents(
  url: string,
  { headers = {} }: { headers?: Record<string, string> } = {},
): AsyncGenerator<StreamedEvent, void> {
  const gone = new AbortController();
  const response = await fetch(url, { headers, signal: gone.signal });
  try {
    if (!response.ok || !response.body) throw new Error(`${response.status}: ${await response.text()}`);
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        yield parseEvent(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  } finally {
    gone.abort();
  }
}

function parseEvent(block: string): StreamedEvent {
  const found: StreamedEvent = {};
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
    if (name === 'id') found.id = value;
    if (name === 'event') found.event = value;
    if (name === 'data') found.data = JSON.parse(value);
    if (name === '') found.comment = value;
  }
  return found;
}
