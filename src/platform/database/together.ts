import { isDatabaseAway } from './database-away.js';

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/** Sizes of a `Together`. */
export interface TogetherLimits {
  /** Items in one statement. */
  readonly most: number;
  /** Statements under way at once. */
  readonly atOnce: number;
}

/**
 * Writes of many requests in one statement and one commit. Who comes while a statement is under way waits for the next, so that a quiet
 * hour pays nothing and a rush shares what each would have paid alone; everyone is answered after the commit that holds his own.
 */
export class Together<Item, Answer> {
  private readonly waiting: Waiting<Item, Answer>[] = [];
  private atWork = 0;

  /** @param work  Does all of them or none, and answers in their order. */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly Answer[]>,
    private readonly limits: TogetherLimits,
  ) {}

  /** @throws Error of the statement, where it fails for this item alone too or the database is away. */
  do(item: Item): Promise<Answer> {
    return new Promise((answer, fail) => {
      this.waiting.push({ item, answer, fail });
      if (this.atWork < this.limits.atOnce) void this.go();
    });
  }

  private async go(): Promise<void> {
    this.atWork += 1;
    await Promise.resolve(); // whoever asks in this same moment comes along
    while (this.waiting.length > 0) await this.settle(this.waiting.splice(0, this.limits.most));
    this.atWork -= 1;
  }

  private async settle(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.work(batch.map(({ item }) => item));
      batch.forEach(({ answer }, index) => answer(answers[index]!));
    } catch (error) {
      if (batch.length === 1 || isDatabaseAway(error)) for (const { fail } of batch) fail(error);
      // One item that can't be written must not keep the others out.
      else for (const one of batch) await this.settle([one]);
    }
  }
}
