/** The header that a request pays with. */
export type PayingHeader = { name: string; value: string };

/** A request that can be sent more than once, each time with another payment. */
export type Resendable = {
  url: URL;
  method: string;
  send(payment: PayingHeader): Promise<Response>;
  /** Sends it as the caller made it, without a payment. */
  ask(): Promise<Response>;
};

/** Node's types leave it out, though its `fetch` knows it. */
type CacheInit = RequestInit & { cache?: string };

/**
 * Makes a request resendable. A body that can be read only once is read through two branches, the second kept in memory
 * until it is needed. A redirect is not followed unless the caller asked for an error: it could lead the payment elsewhere.
 */
export function toResendable(
  send: typeof fetch,
  url: URL,
  input: string | URL | Request,
  init?: RequestInit,
): Resendable {
  const redirect = init?.redirect === 'error' ? 'error' : 'manual';
  // What is paid for has to come from the provider, not out of a cache.
  const { cache = 'no-store' } = (init ?? {}) as CacheInit;
  const once = input instanceof Request || isReadOnce(init?.body);
  if (!once) {
    const method = (init?.method ?? 'GET').toUpperCase();
    return {
      url,
      method,
      send: (payment) =>
        send(input, { ...init, redirect, cache, headers: withPayment(init?.headers, payment) } as RequestInit),
      ask: () => send(input, init),
    };
  }
  const given = input instanceof Request ? input : undefined;
  const request = new Request(input, {
    ...init,
    redirect,
    cache,
    ...(isReadOnce(init?.body) ? { duplex: 'half' } : {}),
  } as RequestInit);
  return {
    url,
    method: request.method,
    send: (payment) => {
      const copy = request.clone();
      copy.headers.set(payment.name, payment.value);
      return send(copy);
    },
    ask: () => send(new Request(request.clone(), { redirect: init?.redirect ?? given?.redirect ?? 'follow' })),
  };
}

function isReadOnce(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return body instanceof ReadableStream || Symbol.asyncIterator in body;
}

function withPayment(given: RequestInit['headers'], { name, value }: PayingHeader): Record<string, string> | Headers {
  if (given === undefined) return { [name]: value };
  const headers = new Headers(given);
  headers.set(name, value);
  return headers;
}
