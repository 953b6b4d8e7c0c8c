import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { projectPath } from '../../../src/platform/config/project-path.js';

/** What a process has used since it began. */
export interface Usage {
  /** User and system time of all its threads, in milliseconds. */
  readonly cpuMs: number;
  readonly peakMb: number;
  /** What is still held after everything else was collected: heap and what lies beside it. Null where the process may not collect (`--expose-gc`). */
  readonly liveMb: number | null;
}

/** What the service is given on its command line where it runs for real: package.json's `start`. */
export const startFlags = (): string[] => {
  const { scripts } = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--') && word !== '--silent');
};

type Message = Readonly<Record<string, unknown>>;

/** A process of the bench, asked and answered by messages. */
export class Child {
  private constructor(private readonly process: ReturnType<typeof fork>) {}

  /** @returns once it says that it is ready. @throws Error where it ends before. */
  static async start(file: string, orders: unknown, environment: NodeJS.ProcessEnv = {}, flags: readonly string[] = []): Promise<Child> {
    const path = fileURLToPath(new URL(`./${file}.js`, import.meta.url));
    const all = [...flags, ...(process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean)];
    const child = new Child(fork(path, [JSON.stringify(orders)], { env: { ...process.env, ...environment }, execArgv: file.startsWith('sink') ? [] : all, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    await child.heard('ready');
    return child;
  }

  async ask<Answer = Message>(kind: string, more: Message = {}): Promise<Answer> {
    this.process.send({ kind, ...more });
    return (await this.heard(kind)) as Answer;
  }

  usage(): Promise<Usage> {
    return this.ask<Usage>('usage');
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.send({ kind: 'stop' });
    const hard = setTimeout(() => this.process.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(hard);
  }

  private heard(kind: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.process.off('message', listen);
        this.process.off('exit', ended);
      };
      const listen = (message: Message): void => {
        if (message['kind'] !== kind) return;
        done();
        resolve(message);
      };
      const ended = (code: number | null): void => {
        done();
        reject(new Error(`A process of the bench ended with ${code} before it answered "${kind}".`));
      };
      this.process.on('message', listen);
      this.process.once('exit', ended);
    });
  }
}

export const ordersOf = <Orders>(): Orders => JSON.parse(process.argv[2] ?? '{}') as Orders;

/** The other end: answers each question by its kind; "usage" and "stop" are understood by all. */
export function answer(answers: Readonly<Record<string, (message: Message) => unknown>>, stop: () => Promise<void> = async () => undefined): void {
  const all: typeof answers = { ...answers, usage: () => usageOf(process) };
  process.on('message', (message: Message) => {
    const kind = String(message['kind']);
    if (kind === 'stop') void stop().finally(() => process.exit(0));
    else void Promise.resolve(all[kind]?.(message)).then((value) => process.send?.({ ...(value as object | undefined), kind }));
  });
  process.on('disconnect', () => process.exit(1)); // whoever asked is gone
  process.send?.({ kind: 'ready' });
}

function usageOf({ cpuUsage, resourceUsage }: NodeJS.Process): Usage {
  const { user, system } = cpuUsage();
  return { cpuMs: (user + system) / 1_000, peakMb: resourceUsage().maxRSS / 1_024, liveMb: liveMb() };
}

function liveMb(): number | null {
  if (globalThis.gc === undefined) return null;
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
}
