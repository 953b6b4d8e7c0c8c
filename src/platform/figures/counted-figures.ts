import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LOG, type Log } from '../../platform/logging/log.js';
import { BackgroundFigures, type Soon } from './background-figures.js';

/** What a page counts for itself over everybody and every call: shown as it is known, with its instant, and made again behind it. */
@Injectable()
export class PageFigures implements OnModuleDestroy {
  private readonly made: BackgroundFigures<string, object>;

  constructor(@Inject(LOG) log: Log) {
    this.made = new BackgroundFigures((page, error) => log.warn({ event: 'page.figures-not-made', page, error }));
  }

  /** @param page  Its name and what it is of; a change after which nothing before it may be shown belongs in it. */
  async of<Value extends object>(page: string, make: () => Promise<Value>): Promise<Value> {
    return (await this.made.newest(page, make)) as Value;
  }

  /** The same for a page that says that they are being counted, and looks again. */
  async soon<Value extends object>(page: string, make: () => Promise<Value>): Promise<Soon<Value>> {
    return (await this.made.soon(page, make)) as Soon<Value>;
  }

  async onModuleDestroy(): Promise<void> {
    await this.made.idle();
  }
}
