/**
 * Whether trying the same again later may work: the connection, the server or another transaction was in the way, and not what was
 * asked. Errors of the server carry a five-character SQLSTATE; those of the system a syscall; the driver's own have neither.
 *
 * @source PostgreSQL, appendix A: classes 08, 25, 40, 53, 55, 57, 58.
 */
export function mayPass(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (syscall !== undefined || typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return true;
  return ['08', '25', '40', '53', '55', '57', '58'].includes(code.slice(0, 2));
}

/** Whether a row was to be written whose key is taken. @source PostgreSQL, appendix A: 23505. */
export function isThereAlready(error: unknown): boolean {
  return (error as { code?: unknown }).code === '23505';
}
