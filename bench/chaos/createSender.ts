import { setTimeout as delay } from 'node:timers/promises';

/** Hands things in until they are acknowledged, as a client does that may not lose anything. */
export type Sender = {
  /**
   * Sends the same body again and again, to one sequencer and the other, until one acknowledges it. That nobody answers, or one says that it
   * can't now, is what the processes' ends look like from here; any other refusal is an error.
   *
   * @throws Error when the body is refused, or nothing is acknowledged within the time
   */
  post(path: string, body: unknown, token?: string): Promise<void>;
  /** The answer to a request for something, asked for in the same way. */
  get(path: string, token?: string): Promise<unknown>;
  /** How often nobody answered, or which status was answered instead, over all requests. */
  troubles(): Record<string, number>;
};

const pauseMs = 100;

export type CreateSenderParameters = {
  urls: readonly string[];
  /** How long one body may take. */
  withinMs: number;
  /** Hears of an answer that blames the service itself, which no end of a process should lead to. */
  say(line: string): void;
};

/** Makes a sender to the sequencers at `urls`. */
export function createSender({ urls, withinMs, say }: CreateSenderParameters): Sender {
  const troubles: Record<string, number> = {};
  let current = 0;

  async function persist(path: string, init: RequestInit): Promise<unknown> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const { status, text } = await once(`${urls[current % urls.length]}${path}`, init);
      if (status >= 200 && status < 300) return JSON.parse(text);
      troubles[status] = (troubles[status] ?? 0) + 1;
      if (status !== 0 && status !== 429 && status < 500) throw new Error(`${path} was refused, ${status}: ${text}`);
      if (status >= 500 && status !== 503) say(`${path} was answered ${status}: ${text.slice(0, 300)}`);
      if (performance.now() > deadline) throw new Error(`${path} was not answered within ${withinMs / 1000} s`);
      current++;
      await delay(pauseMs);
    }
  }

  return {
    async post(path, body, token) {
      const headers = { 'content-type': 'application/json', ...bearer(token) };
      await persist(path, { method: 'POST', headers, body: JSON.stringify(body) });
    },
    get: (path, token) => persist(path, { headers: bearer(token) }),
    troubles: () => troubles,
  };
}

const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** Status 0 when there was no answer, or only a part of one. */
async function once(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(5000) });
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: 0, text: '' };
  }
}
