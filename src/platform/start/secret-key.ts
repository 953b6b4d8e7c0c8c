import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SettingsError } from '../config/config.js';

const OWNER_ALONE = 0o600;
/** As SECRET_KEY asks for. */
const LEAST_LENGTH = 32;

/**
 * The secret of this installation: as configured, else kept in `home`/secret, made there at the first start of a trial. Beside a database of somebody else's
 * none is made (`readSettings` refuses that).
 *
 * Two processes may start at once: the file is written beside and linked into place, so both read the same whole one. It lies on the disk before anything is
 * sealed by it, so that no power cut leaves a database without its secret.
 *
 * @throws SettingsError where the file holds no whole secret: a database sealed by nothing would be open to everybody.
 */
export async function secretKeyOf(configured: string | undefined, home: string): Promise<string> {
  if (configured) return configured;
  const file = join(home, 'secret');
  const kept = await keptIn(file);
  if (kept !== null) return kept;
  await mkdir(home, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await written(draft, `${randomBytes(48).toString('base64url')}\n`);
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await folderOnDisk(home);
  return (await keptIn(file))!;
}

/** Null where there is no such file. A copy that came back from elsewhere may be open to others: it is shut again. */
async function keptIn(file: string): Promise<string | null> {
  const opened = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (opened === null) return null;
  try {
    const { mode } = await opened.stat();
    if ((mode & 0o077) !== 0) await chmod(file, OWNER_ALONE).catch(() => undefined); // Somebody else's file: he answers for it.
    const secret = (await opened.readFile('utf8')).trim();
    if (secret.length >= LEAST_LENGTH) return secret;
  } finally {
    await opened.close();
  }
  throw new SettingsError(`SECRET_KEY is not set, and the file "secret" in FIRSTWORD_HOME holds no whole secret (${LEAST_LENGTH} characters or more). Put it back from a backup; where there are no data yet, delete it, and a new one is made.`);
}

async function written(file: string, text: string): Promise<void> {
  const opened = await open(file, 'wx', OWNER_ALONE);
  try {
    await opened.writeFile(text);
    await opened.sync();
  } finally {
    await opened.close();
  }
}

/** The name of a new file is on the disk when its folder is. Windows has no such thing, and refuses to open a folder. */
async function folderOnDisk(folder: string): Promise<void> {
  const opened = await open(folder, 'r').catch(() => null);
  await opened?.sync().catch(() => undefined);
  await opened?.close();
}
