/**
 * A refusal that only HTTP knows: who are you (401), not with this method (405), too large (413), too often (429), not now (503).
 * What the product itself refuses is a DomainError.
 */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** 401: `ProblemFilter` sends a browser to the sign-in page instead. */
export const notSignedIn = (message = 'Sign in, or send an API key as "Authorization: Bearer …".'): HttpProblem =>
  new HttpProblem(401, 'not-signed-in', message, { 'www-authenticate': 'Bearer realm="firstword"' });
