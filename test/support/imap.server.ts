import { createServer, type Server, type Socket } from 'node:net';

interface Lying {
  readonly uid: number;
  readonly raw: Buffer;
}

/** A mailbox behind just enough of IMAP (RFC 3501, 2177, 6851) for one reader. */
export class ImapServerOfTest {
  /** Whoever leaves it out has to be asked again and again. */
  idles = true;
  /** Commands as they came, without their tags. */
  readonly heard: string[] = [];
  private readonly server: Server = createServer((socket) => this.talk(socket));
  private readonly sockets = new Set<Socket>();
  private mails: Lying[] = [];
  private lastUid = 0;
  private idling: { readonly socket: Socket; readonly tag: string } | null = null;
  private news = false;

  static async start(): Promise<ImapServerOfTest> {
    const server = new ImapServerOfTest();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `imap://bounces:secret@127.0.0.1:${(this.server.address() as { port: number }).port}/INBOX`;
  }

  get left(): number {
    return this.mails.length;
  }

  get isWatched(): boolean {
    return this.idling !== null;
  }

  /** Whoever waits hears of it at once; whoever talks, with the end of his command. */
  deliver(raw: Buffer): void {
    this.mails.push({ uid: (this.lastUid += 1), raw });
    if (this.idling) this.idling.socket.write(`* ${this.mails.length} EXISTS\r\n`);
    else this.news = true;
  }

  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private talk(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.idling = null;
    });
    socket.write('* OK ready\r\n');
    let rest = '';
    socket.on('data', (data) => {
      const lines = (rest + data.toString('latin1')).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines) this.answer(socket, line);
    });
  }

  private answer(socket: Socket, line: string): void {
    if (line === 'DONE') {
      const tag = this.idling?.tag;
      this.idling = null;
      socket.write(`${tag} OK done\r\n`);
      return;
    }
    const [tag = '', ...words] = line.split(' ');
    const command = words.join(' ');
    this.heard.push(command);
    if (command === 'IDLE') {
      this.idling = { socket, tag };
      socket.write('+ waiting\r\n');
      if (this.news) this.tell(socket);
      return;
    }
    socket.write(this.untagged(command));
    if (this.news && !command.startsWith('SELECT')) this.tell(socket);
    socket.write(`${tag} OK done\r\n`);
    if (command === 'LOGOUT') socket.end();
  }

  private tell(socket: Socket): void {
    this.news = false;
    socket.write(`* ${this.mails.length} EXISTS\r\n`);
  }

  private untagged(command: string): Buffer | string {
    if (command === 'CAPABILITY') return `* CAPABILITY IMAP4rev1 MOVE${this.idles ? ' IDLE' : ''}\r\n`;
    if (/^(SELECT|EXAMINE) /.test(command)) return `* FLAGS (\\Seen \\Deleted)\r\n* ${this.mails.length} EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT ${this.lastUid + 1}] ok\r\n`;
    if (command.startsWith('LIST ')) return '* LIST () "/" INBOX\r\n';
    if (command.startsWith('UID SEARCH ')) return `* SEARCH${this.mails.map(({ uid }) => ` ${uid}`).join('')}\r\n`;
    if (command.startsWith('UID FETCH ')) return this.fetched(Number(command.split(' ')[2]));
    if (command.startsWith('UID MOVE ')) return this.moved(command.split(' ')[2]!);
    return command === 'LOGOUT' ? '* BYE\r\n' : '';
  }

  private fetched(uid: number): Buffer | string {
    const at = this.mails.findIndex((mail) => mail.uid === uid);
    if (at < 0) return '';
    const { raw } = this.mails[at]!;
    return Buffer.concat([Buffer.from(`* ${at + 1} FETCH (UID ${uid} BODY[]<0> {${raw.length}}\r\n`), raw, Buffer.from(')\r\n')]);
  }

  private moved(range: string): string {
    const uids = range.split(',').flatMap((part) => {
      const [from, to] = part.split(':').map(Number) as [number, number | undefined];
      return Array.from({ length: (to ?? from) - from + 1 }, (_, n) => from + n);
    });
    return uids.map((uid) => {
      const at = this.mails.findIndex((mail) => mail.uid === uid);
      this.mails = this.mails.filter((mail) => mail.uid !== uid);
      return `* ${at + 1} EXPUNGE\r\n`;
    }).join('');
  }
}
