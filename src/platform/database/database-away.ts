/** Classes 08 and 57P0, and the end of a session that was silent for too long; those of the system beneath. */
const CODES = /^(08...|25P0[34]|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT)$/;
/** The driver's own carry no code; TypeORM's last one is what a statement hears after the one that heard why. */
const TEXTS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query runner already released/;

interface Loose {
  readonly code?: unknown;
  readonly driverError?: { readonly code?: unknown };
  readonly message?: unknown;
}

/**
 * Whether PostgreSQL can't be reached, or threw us out: nobody's mistake and not a bug; worth trying again.
 *
 * @param error  Of a statement. An error of another connection (a relay, a provider) looks the same.
 */
export function isDatabaseAway(error: unknown): boolean {
  const { code, driverError, message } = (error ?? {}) as Loose;
  return CODES.test(textOf(driverError?.code ?? code)) || TEXTS.test(textOf(message));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
