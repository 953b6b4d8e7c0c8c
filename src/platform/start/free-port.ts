import { type AddressInfo, createServer } from 'node:net';

/**
 * A port that is free now; the public address must be known before the service listens.
 *
 * @param wanted  0 is any. @throws Error `EADDRINUSE` where the wanted one is taken.
 */
export function freePort(host: string, wanted = 0): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(wanted, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
