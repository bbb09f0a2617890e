/** What browsers and crawlers ask for by themselves. */
const ASKED_BY_THEMSELVES = new Set([
  '/favicon.ico',
  '/robots.txt',
  '/apple-touch-icon.png',
  '/apple-touch-icon-precomposed.png',
]);

/** Whether a path is one that browsers and crawlers ask for by themselves. */
export function isAskedByThemselves(url = '/'): boolean {
  const query = url.indexOf('?');
  return ASKED_BY_THEMSELVES.has(query < 0 ? url : url.slice(0, query));
}

/**
 * The status of an answer with nothing in it, for what a metered service never asks a payment for: a preflight, which can't carry one,
 * HEAD, and what no user asked for. The gateway gives it and the service doesn't run: anybody can send such a request, with whatever else in
 * it, and a service that doesn't look at method and path would do its work for nothing.
 *
 * @returns undefined for any other request: it pays, or is asked to
 */
export function statusWithoutDemand({
  method = 'GET',
  url,
  payment,
  signature,
}: {
  method?: string | undefined;
  url?: string | undefined;
  payment: string | undefined;
  signature?: string | undefined;
}): number | undefined {
  if (method === 'HEAD') return 200;
  if (payment !== undefined || signature !== undefined) return undefined;
  if (method === 'OPTIONS') return 204;
  return isAskedByThemselves(url) ? 404 : undefined;
}
