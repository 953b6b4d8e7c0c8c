/** Where to go on after signing in: a path of our own, so that no link can use the sign-in page to lead elsewhere. */
export function ownAddress(next: unknown): string {
  const here = 'http://here.invalid';
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, here)) return '/incidents';
  const url = new URL(next, here);
  return url.origin === here && !/^\/sign-in(\/|$)/.test(url.pathname) ? `${url.pathname}${url.search}` : '/incidents';
}
