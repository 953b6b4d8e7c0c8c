import type { ImapFlow } from 'imapflow';

/** A server that ends every wait at once is not asked to wait again. */
const AT_ONCE_MS = 1_000;

/** Rings when the server tells of new mail in the open folder, also while a command is under way. */
export class Bell {
  private rung = false;
  private wake: () => void = () => undefined;

  constructor(private readonly client: Pick<ImapFlow, 'on' | 'idle' | 'usable'>) {
    client.on('exists', () => {
      this.rung = true;
      this.wake();
    });
  }

  /** What rang so far is about mail that is going to be read. */
  rest(): void {
    this.rung = false;
  }

  /**
   * Waits by IDLE (RFC 2177), which the next command ends; never throws. The library ends it itself now and then to see whether the server is
   * still there: then it is worth a look too.
   *
   * @returns `rung` where there may be new mail, `time` where `ms` have passed, `over` where it can't wait or is not to.
   */
  wait(ms: number, signal: AbortSignal): Promise<'rung' | 'time' | 'over'> {
    return new Promise((resolve) => {
      const began = performance.now();
      const end = (how: 'rung' | 'time' | 'over'): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        resolve(this.client.usable ? how : 'over');
      };
      const stop = (): void => end('over');
      const timer = setTimeout(() => end('time'), Math.max(0, ms));
      signal.addEventListener('abort', stop, { once: true });
      this.wake = () => end('rung');
      if (signal.aborted) return stop();
      if (this.rung) return this.wake();
      this.client.idle().then((answer) => end(answer !== false && performance.now() - began > AT_ONCE_MS ? 'rung' : 'over'), stop);
    });
  }
}
