/** Whoever looks for weaknesses has every role. */
export interface Visitor {
  readonly base: string;
  readonly cookie: string;
  readonly csrfToken: string;
  readonly key: string;
}

/** One request, as the tools are told of it. */
export interface Probe {
  readonly method: string;
  /** With its query. `*` stands behind each part that came from outside: that is where sqlmap puts its words. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What ends the visitor's own session, rights or way in: tried by tests of their own, and of no use here. */
export const NOT_ASKED: readonly RegExp[] = [/\/sign-out/, /^\/sign-in/, /\/session/, /\/api\/v1\/me\//, /\/my-sign-in/, /\/api\/v1\/keys/, /\/people/, /\/access-requests/, /\/stream\b/, /\/events\b/, /\.zip\b/, /\.pdf\b/];
export const isAsked = (path: string): boolean => !NOT_ASKED.some((pattern) => pattern.test(path));
