/** What browsers and crawlers ask for by themselves. */
const ASKED_BY_THEMSELVES = new Set([
  '/favicon.ico',
  '/robots.txt',
  '/apple-touch-icon.png',
  '/apple-touch-icon-precomposed.png',
]);

/**
 * Whether a request is never charged nor asked to pay: a preflight, which can't carry a payment, and what no user asked for.
 * HEAD asks for no more than what stands about an answer: a gateway says nothing there rather than run the service for it.
 */
export function isUnmetered({
  method = 'GET',
  url = '/',
}: {
  method?: string | undefined;
  url?: string | undefined;
}): boolean {
  return method === 'OPTIONS' || ASKED_BY_THEMSELVES.has(url.split('?', 1)[0] ?? '');
}
