import { SettingsError } from '../config/config.js';
import { freePort } from './free-port.js';

/** HOST is a name that nobody knows, or another machine's address. */
const NOT_OURS: readonly (string | undefined)[] = ['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL', 'EINVAL', 'EAFNOSUPPORT'];

/**
 * Finds out whether HOST can be listened on, before anything else is started for nothing.
 *
 * @throws SettingsError that names HOST
 */
export async function refuseWrongHost(host: string): Promise<void> {
  await freePort(host).catch((error: NodeJS.ErrnoException) => {
    throw listenError(error, host, 0);
  });
}

/** What `listen` failed with, in words that name the setting and what to do. */
export function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (NOT_OURS.includes(error.code)) {
    return new SettingsError(`HOST is wrong: "${host}" is no address of this machine (${error.code}). Leave it out to be reached from this machine alone, or set 0.0.0.0 for all of its addresses.`, { cause: error });
  }
  if (error.code === 'EADDRINUSE') return new Error(`Something listens on ${host}:${port} already. Stop it, or set PORT to another one.`, { cause: error });
  if (error.code === 'EACCES') return new SettingsError(`PORT is wrong: this user may not listen on ${port}. Set PORT to one above 1023.`, { cause: error });
  return new Error(`The service can't listen on HOST and PORT, ${host}:${port}: ${error.message}`, { cause: error });
}
