import { type AddressInfo, createServer } from 'node:net';

/** A port that is free now; the public address must be known before the service listens. */
export function freePort(host: string): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
