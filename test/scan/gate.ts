import { createServer, request } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { isAsked } from './ask.js';

/**
 * A proxy on this machine that lets a tool through to one service alone, as somebody who is signed in, and keeps it from what would sign him out: Debian's wapiti 3.0.4 stops on its own
 * option for that (Python 3.11 takes no flags in the middle of an expression).
 */
export async function gateTo(base: string, cookie: string): Promise<{ url: string; close(): void }> {
  const { host } = new URL(base);
  const server = createServer((incoming, outgoing) => {
    const wanted = URL.canParse(incoming.url ?? '') ? new URL(incoming.url!) : null;
    if (wanted?.host !== host || !isAsked(wanted.pathname)) return void outgoing.writeHead(404).end();
    const passed = request(base + wanted.pathname + wanted.search, { method: incoming.method!, headers: { ...incoming.headers, cookie } }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => void (server.close(), server.closeAllConnections()) };
}
