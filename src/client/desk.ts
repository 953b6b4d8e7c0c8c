import { type Asker } from './asker.js';
import { type ClientTerminal } from './client-terminal.js';
import { type Api, type Connection } from './connection.js';

interface PageAsked {
  readonly limit: number;
  readonly after?: string;
}

const LARGEST_PAGE = 500;

/** What a command works with: the service, the terminal, and whether a program reads what it prints. */
export class Desk {
  constructor(
    private readonly connect: () => Promise<Connection>,
    readonly terminal: ClientTerminal,
    readonly asker: Asker,
    readonly url: string,
    private readonly json: boolean,
  ) {}

  private connection: Promise<Connection> | undefined;

  /** One question to the service. @throws Refused, Unreachable, NotSignedIn */
  async answer<Data>(call: (api: Api) => Promise<{ data?: Data | undefined; error?: unknown; response: Response }>): Promise<Data> {
    const connection = await (this.connection ??= this.connect());
    return connection.answer(() => call(connection.api));
  }

  /** Every row of a list, page after page. @throws Refused, Unreachable, NotSignedIn */
  async whole<Row>(page: (api: Api, query: PageAsked) => Promise<{ data?: { readonly items: readonly Row[]; readonly next: string | null } | undefined; error?: unknown; response: Response }>): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let query: PageAsked = { limit: LARGEST_PAGE };
    for (;;) {
      const asked = query;
      const { items, next } = await this.answer((api) => page(api, asked));
      rows.push(...items);
      if (next === null) return rows;
      query = { limit: LARGEST_PAGE, after: next };
    }
  }

  /** The one thing that the command changes: it runs once, however often it is sent. @throws Refused, Unreachable, NotSignedIn */
  async deed<Data>(call: (api: Api) => Promise<{ data?: Data | undefined; error?: unknown; response: Response }>): Promise<Data> {
    const connection = await (this.connection ??= this.connect());
    if (connection.idempotencyKey !== null) this.say(`Idempotency key: ${connection.idempotencyKey}`);
    return connection.answer(() => call(connection.deeds));
  }

  /** What came of it: as it was answered for programs, in lines for people. */
  tell(body: unknown, lines: () => readonly string[]): void {
    this.terminal.print(this.json ? JSON.stringify(body, null, 2) : lines().join('\n'));
  }

  /** Said while something goes on; never part of what programs read. */
  say(text: string): void {
    this.terminal.complain(text);
  }

  /** How far something is, on one line that changes. */
  progress(text: string): void {
    this.terminal.overwrite?.(text);
  }
}
