import { type Terminal } from '../platform/start/cli/command.js';

/** Where the client reads and writes. */
export interface ClientTerminal extends Terminal {
  /** Writes over the line that stands there; absent where nobody looks. */
  readonly overwrite?: (text: string) => void;
  /** Where a question's answer is shown while it is typed; absent: nowhere. */
  readonly echo?: NodeJS.WritableStream;
}
