import { scrub } from '../logging/scrub.js';

/** Errors of a connection that never came to be, by Node's code; and of one that the server refused, by its SQLSTATE. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Start PostgreSQL',
  ENOTFOUND: 'that host is not known. Correct its name',
  EAI_AGAIN: 'that host is not known now. Look at its name and at the network',
  ETIMEDOUT: 'it does not answer. Look at the network and its firewall',
  EHOSTUNREACH: 'there is no way to that host. Look at the network',
  ECONNRESET: 'it hung up. Look whether that is PostgreSQL, and at its log',
  '28P01': 'it refuses the user or the password. Correct them',
  '28000': 'it does not let that user in. Look at pg_hba.conf and whether it wants TLS',
  '3D000': 'it has no database of that name. Create it',
  '53300': 'it has no connection left. Raise its max_connections, lower DATABASE_POOL_SIZE',
  '57P03': 'it is just starting or stopping. Start again in a moment',
};

/**
 * Why the database of DATABASE_URL did not take us, and what to do.
 *
 * @param url  Its host, port and database are told; its user, password and options are not.
 */
export function databaseError(error: unknown, url: string): Error {
  const { code = '', message } = innermost(error);
  const what = WORDS[code] ?? withoutPassword(scrub(message), url);
  return new Error(`DATABASE_URL leads to ${placeOf(url)}, and ${what}${WORDS[code] ? ', or set DATABASE_URL to another one' : ''}${code && ` (${code})`}.`);
}

/** A host with several addresses fails once for each, in an AggregateError that says nothing itself. */
function innermost(error: unknown): { readonly code?: string; readonly message: string } {
  const first = error instanceof AggregateError ? (error.errors as unknown[])[0] : undefined;
  return (first ?? error) as { code?: string; message: string };
}

function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'a local socket'}${hostname ? `:${port || 5432}` : ''}${pathname}`;
}

function withoutPassword(text: string, url: string): string {
  const { password } = new URL(url);
  return [password, decodeURIComponent(password)].filter((secret) => secret !== '').reduce((left, secret) => left.replaceAll(secret, '…'), text);
}
