import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** The asking side, as lean as it can be: a plain socket that is kept, the next request when the answer is there. */
export class Line {
  private rest = '';
  private heard: (status: number) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (chunk: string) => this.read(chunk));
    for (const end of ['error', 'close'] as const) socket.on(end, () => this.heard(0));
  }

  static async open(port: number): Promise<Line> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Line(socket);
  }

  /** @returns The status; 0 where the connection broke. */
  ask(request: string): Promise<number> {
    return new Promise((resolve) => {
      this.heard = resolve;
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: string): void {
    this.rest += chunk;
    const end = this.rest.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.rest.slice(0, end))?.[1] ?? 0);
    if (this.rest.length < end + 4 + length) return;
    const status = Number(this.rest.slice(9, 12));
    this.rest = this.rest.slice(end + 4 + length);
    this.heard(status);
  }
}
