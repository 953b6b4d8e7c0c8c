import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LOG, type Log } from '../logging/log.js';
import { BackgroundFigures, type Soon } from './background-figures.js';

/** What is counted over everybody and every call, for pages and the API: given as it is known, with its instant, and made again behind whoever asks. */
@Injectable()
export class CountedFigures implements OnModuleDestroy {
  private readonly made: BackgroundFigures<string, object>;

  constructor(@Inject(LOG) log: Log) {
    this.made = new BackgroundFigures((page, error) => log.warn({ event: 'page.figures-not-made', page, error }));
  }

  /** @param about  What they are and of what; a change after which nothing before it may be shown belongs in it. @param make  null while there is nothing to count. */
  async of<Value extends object | null>(about: string, make: () => Promise<Value>): Promise<Value> {
    return (await this.made.newest(about, make)) as Value;
  }

  /** The same for a page that says that they are being counted, and looks again. */
  async soon<Value extends object>(about: string, make: () => Promise<Value | null>): Promise<Soon<Value>> {
    return (await this.made.soon(about, make)) as Soon<Value>;
  }

  async onModuleDestroy(): Promise<void> {
    await this.made.idle();
  }
}
