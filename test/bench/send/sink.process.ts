import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { answer } from './child.js';
import { SINK_CERTIFICATE, SINK_KEY } from './sink-certificate.js';

/**
 * The far side of the bench, as lean as it can be: an SMTP server with PIPELINING that takes every message, and Twilio's create over TLS,
 * which is the only way to Twilio. Both
 * count how often each address got something, so that what was lost or doubled is seen here and not only in a ledger.
 */
const received = new Map<string, number>();
let messages = 0;
let bytes = 0;
let sample: string | null = null;
let awaited: { readonly count: number; readonly tell: () => void } | null = null;

function take(address: string, content: () => string, size: number): void {
  received.set(address, (received.get(address) ?? 0) + 1);
  messages += 1;
  bytes += size;
  sample ??= content();
  if (awaited && messages >= awaited.count) {
    awaited.tell();
    awaited = null;
  }
}

const END = Buffer.from('\r\n.\r\n');

/** One SMTP session. Commands are told apart by their first letter; a message ends at a dot on its own. */
class Session {
  private rest: Buffer = Buffer.alloc(0);
  private inMessage = false;
  private recipient = '';

  constructor(private readonly socket: Socket) {
    socket.write('220 sink.example ESMTP\r\n');
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', () => socket.destroy());
  }

  private read(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let replies = '';
    for (;;) {
      const end = this.inMessage ? this.rest.indexOf(END) : this.rest.indexOf(0x0a);
      if (end < 0) break;
      const part = this.rest.subarray(0, end);
      this.rest = this.rest.subarray(end + (this.inMessage ? END.length : 1));
      replies += this.inMessage ? this.message(part) : this.command(part.toString('latin1').trim());
    }
    if (replies !== '') this.socket.write(replies);
  }

  private message(content: Buffer): string {
    this.inMessage = false;
    take(this.recipient, () => content.toString('latin1').replace(/(^|\r\n)\.\./g, '$1.'), content.length); // RFC 5321, 4.5.2
    return '250 2.0.0 Ok: queued\r\n';
  }

  private command(line: string): string {
    switch (line[0]?.toUpperCase()) {
      case 'E': return '250-sink.example\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250 8BITMIME\r\n';
      case 'R': if (/^rset/i.test(line)) return '250 2.0.0 Ok\r\n';
        this.recipient = /<(.*)>/.exec(line)?.[1] ?? '';
        return '250 2.1.5 Ok\r\n';
      case 'D': this.inMessage = true;
        return '354 End data with <CR><LF>.<CR><LF>\r\n';
      case 'Q': this.socket.end('221 2.0.0 Bye\r\n');
        return '';
      default: return '250 2.0.0 Ok\r\n';
    }
  }
}

const HEAD_END = Buffer.from('\r\n\r\n');
let sid = 0;

/** One connection to Twilio's API, kept alive. What creates a message is understood, and the question after the account. */
class Api {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', () => socket.destroy());
  }

  private read(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (;;) {
      const end = this.rest.indexOf(HEAD_END);
      if (end < 0) return;
      if (this.rest.toString('latin1', 0, 4) === 'GET ') {
        this.rest = this.rest.subarray(end + HEAD_END.length);
        this.reply('200 OK', `{"sid":"${ACCOUNT}","status":"active","type":"Full","friendly_name":"Bench"}`);
        continue;
      }
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.rest.toString('latin1', 0, end))?.[1] ?? NaN);
      if (Number.isNaN(length)) return void this.socket.destroy(); // both clients name the length
      const begin = end + HEAD_END.length;
      if (this.rest.length < begin + length) return;
      const body = this.rest.toString('latin1', begin, begin + length);
      this.rest = this.rest.subarray(begin + length);
      this.create(body);
    }
  }

  /** The answer has every field of the published contract for a message. */
  private create(form: string): void {
    const to = decodeURIComponent(/(?:^|&)To=([^&]*)/.exec(form)?.[1] ?? '');
    take(to, () => form, form.length);
    sid += 1;
    const id = `SM${sid.toString(16).padStart(32, '0')}`;
    const body = `{"account_sid":"${ACCOUNT}","api_version":"2010-04-01","body":"","date_created":"${DATE}","date_sent":null,"date_updated":"${DATE}","direction":"outbound-api","error_code":null,"error_message":null,"from":"+12025550100","messaging_service_sid":null,"num_media":"0","num_segments":"1","price":null,"price_unit":"USD","sid":"${id}","status":"queued","subresource_uris":{"media":"/2010-04-01/Accounts/${ACCOUNT}/Messages/${id}/Media.json"},"to":"${to}","uri":"/2010-04-01/Accounts/${ACCOUNT}/Messages/${id}.json"}`;
    this.reply('201 Created', body);
  }

  private reply(status: string, body: string): void {
    this.socket.write(`HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: keep-alive\r\n\r\n${body}`);
  }
}

const ACCOUNT = `AC${'0'.repeat(32)}`;
const DATE = 'Mon, 16 Mar 2026 10:00:00 +0000';

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const smtp = await listen(createServer({ noDelay: true }, (socket) => void new Session(socket)));
const twilio = await listen(createTlsServer({ noDelay: true, key: SINK_KEY, cert: SINK_CERTIFICATE }, (socket) => void new Api(socket)));

answer({
  ports: () => ({ smtp: portOf(smtp), twilio: portOf(twilio) }),
  reset: () => {
    received.clear();
    [messages, bytes, sample] = [0, 0, null];
  },
  until: ({ count }) => new Promise<void>((tell) => (messages >= Number(count) ? tell() : (awaited = { count: Number(count), tell }))),
  report: () => ({ messages, distinct: received.size, bytes, sample }),
});
