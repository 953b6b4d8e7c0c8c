import { ImapFlow } from 'imapflow';
import { Bell } from './bell.js';

/** A mail as it lies in the mailbox. */
export interface LyingMail {
  readonly uid: number;
  /** The whole mail, or its first part where it is very large. */
  readonly raw: Buffer;
}

/** What became of a mail: `later` leaves it where it is. */
export type MailFate = 'heard' | 'refused' | 'later';

/** More of a mail than any report needs: the rest is attachments. */
const MOST_BYTES = 1024 * 1024;
const BATCH = 50;
const PATIENCE_MS = 30_000;
/** Where mails go when they were heard, and where those that we choke on, in the same mailbox. */
const FOLDERS = { heard: 'Firstword-heard', refused: 'Firstword-refused' } as const;
/** Of mails that could not be moved: they are not read again. */
const SEEN_BY_US = 'FirstwordHeard';

/** Who reads. `emptied`: all that lay there was heard. */
export interface MailReader {
  hear(mail: LyingMail): Promise<MailFate>;
  emptied(): Promise<void>;
}

/** How long to stay, real milliseconds, and what ends it before. */
export interface Stay {
  readonly forMs: number;
  readonly signal: AbortSignal;
}

/** Mails that were heard or refused; `again`: it stayed to the end, and whoever comes back at once misses nothing. */
export interface Visit {
  readonly taken: number;
  readonly again: boolean;
}

/**
 * Reads every mail of a folder that was not heard yet, oldest first, and moves each away once `hear` has it. A crash before the
 * move shows the mail again: `hear` must bear that. Where it may stay and the server tells of new mail (IDLE), that is read as it comes.
 *
 * @param url  imaps://user:password@host:port/folder; imap:// asks for STARTTLS, except on this machine. Never logged.
 * @throws Error where the mailbox can't be read. A connection that is lost while it waits only ends the visit.
 */
export async function readMailbox(url: string, reader: MailReader, stay: Stay | null = null): Promise<Visit> {
  const client = new ImapFlow(optionsOf(new URL(url)));
  const bell = new Bell(client);
  // An error that comes between two commands has nobody who waits for it; the next command fails then.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.mailboxOpen(folderOf(url));
    const until = performance.now() + (stay?.forMs ?? 0);
    for (let taken = 0; ; ) {
      bell.rest();
      const pass = await readAll(client, reader);
      taken += pass.taken;
      if (!pass.left) await reader.emptied();
      const end = pass.left || stay === null || !client.capabilities.has('IDLE') ? 'over' : await bell.wait(until - performance.now(), stay.signal);
      if (end !== 'rung') return { taken, again: end === 'time' };
    }
  } finally {
    await client.logout().catch(() => client.close());
  }
}

async function readAll(client: ImapFlow, reader: MailReader): Promise<{ taken: number; left: boolean }> {
  const found = (await client.search({ deleted: false, not: { keyword: SEEN_BY_US } }, { uid: true })) || [];
  const uids = [...found].sort((one, other) => one - other);
  let [taken, left] = [0, false];
  for (let at = 0; at < uids.length && !left; at += BATCH) {
    const fates: Record<MailFate, number[]> = { heard: [], refused: [], later: [] };
    for (const uid of uids.slice(at, at + BATCH)) {
      const mail = await client.fetchOne(String(uid), { source: { maxLength: MOST_BYTES } }, { uid: true });
      // Somebody else moved it meanwhile.
      if (!mail || !mail.source) continue;
      fates[await reader.hear({ uid, raw: mail.source })].push(uid);
      if (fates.later.length > 0) break;
    }
    await putAway(client, fates.heard, FOLDERS.heard);
    await putAway(client, fates.refused, FOLDERS.refused);
    taken += fates.heard.length + fates.refused.length;
    left = fates.later.length > 0;
  }
  return { taken, left };
}

/** Where moving is not allowed, a keyword keeps them from being read again. */
async function putAway(client: ImapFlow, uids: readonly number[], folder: string): Promise<void> {
  if (uids.length === 0) return;
  const range = uids.join(',');
  // Refused where it is there already.
  const path = await client.mailboxCreate([folder]).then((made) => made.path).catch(() => folder);
  const moved = await client.messageMove(range, path, { uid: true }).catch(() => false as const);
  if (!moved) await client.messageFlagsAdd(range, [SEEN_BY_US, '\\Seen'], { uid: true });
}

function optionsOf(url: URL): ConstructorParameters<typeof ImapFlow>[0] {
  const secure = url.protocol === 'imaps:';
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    ...(!secure && { doSTARTTLS: !local }),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS,
  };
}

const folderOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1)) || 'INBOX';
