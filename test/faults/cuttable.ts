import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a local port whose connections can be cut, all at once and without a goodbye. */
export interface CuttableWay {
  readonly port: number;
  /** @returns how many connections there were. */
  cut(): number;
  close(): Promise<void>;
}

export async function cuttableWayTo(target: number): Promise<CuttableWay> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((from) => {
    const pair = [from, connect(target, '127.0.0.1')] as const;
    pairs.add(pair);
    for (const [one, other] of [pair, [pair[1], pair[0]]] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const cut = (): number => {
    const open = [...pairs];
    for (const [from, to] of open) {
      from.resetAndDestroy();
      to.resetAndDestroy();
    }
    return open.length;
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close: () => {
      cut();
      return new Promise((closed) => void server.close(() => closed()));
    },
  };
}
