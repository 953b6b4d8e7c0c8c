import { type Bucket, BucketMissing, type Cost, type Grant, type Payment } from '../store/rate.repository.js';

/** The buckets as the pot asks them. */
export interface Buckets {
  open(bucket: string, perSecond: number): Promise<void>;
  take(bucket: Bucket, want: number): Promise<Grant>;
  pay(account: Bucket, narrow: readonly Bucket[], costs: readonly Cost[]): Promise<readonly Payment[]>;
}

/** A bucket that a message pays besides its account's; null is none. */
export interface Narrow {
  readonly sender: Bucket | null;
  readonly domain: Bucket | null;
}

export interface Bill extends Narrow {
  /** Whole tokens: e-mails, or segments of a text. */
  readonly cost: number;
}

/** From here on a grant pays for several slices: below, 50 ms of the rate are less than one. */
const AHEAD_FROM_PER_SECOND = 1_000;
const MOST_AHEAD = 100;
/** What was granted and not spent by then is lost, so that no instance saves up tokens for a second that is not theirs. */
const KEPT_MS = 50;
const PAID: Payment = { paid: true };
/** Of a slice with senders or mailbox domains that have buckets: so many times its cost is paid ahead for each of them at most. */
const TIMES_AHEAD = 3;
/** Of what a bucket holds when it is full (50 ms of its rate), in seconds: so much is paid ahead at most, and the rest is there for other instances. */
const SECONDS_AHEAD = 0.02;

/**
 * Pays for what is about to leave by one account: a statement for each slice, or for several where the rates are high. What is paid ahead is
 * for the same account, sender and mailbox domain.
 */
export class TokenPot {
  private ahead = 0;
  private grantedAt = 0;
  private readonly opened = new Map<string, number>();
  /** Tokens that were paid in all of its buckets, by sender and mailbox domain. */
  private readonly paidAhead = new Map<string, { tokens: number; readonly at: number }>();

  /** @param nominal  Of the account's bucket and of each narrow one by its name, as configured. */
  constructor(
    readonly account: string,
    private readonly nominal: number,
    private readonly buckets: Buckets,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * @param perSecond  What the account is trusted with now, > 0, at most its nominal rate.
   * @returns for each bill, in order, whether it is paid.
   */
  async pay(bills: readonly Bill[], perSecond: number): Promise<readonly Payment[]> {
    const narrow = narrowOf(bills);
    const account = { name: this.account, perSecond };
    try {
      for (const bucket of narrow) if (!bucket.temporary) await this.open(bucket.name, bucket.perSecond);
      await this.open(this.account, this.nominal);
      if (narrow.length === 0 && perSecond >= AHEAD_FROM_PER_SECOND) return await this.payAhead(account, bills);
      return await this.payNarrow(account, narrow, bills);
    } catch (error) {
      if (!(error instanceof BucketMissing)) throw error;
      this.opened.clear();
      return bills.map(() => ({ paid: false, lacking: this.account, waitMs: 1 }));
    }
  }

  /** What was paid for such a bill, and is left over: it pays for the next. */
  keep(bill: Bill, tokens: number): void {
    if (tokens <= 0) return;
    if (bill.sender === null && bill.domain === null) {
      this.ahead += tokens;
      return;
    }
    const known = this.paidAhead.get(keyOf(bill));
    if (known !== undefined) known.tokens += tokens;
  }

  private async payAhead(account: Bucket, bills: readonly Bill[]): Promise<readonly Payment[]> {
    const wanted = bills.reduce((sum, { cost }) => sum + cost, 0);
    if (this.now() - this.grantedAt > KEPT_MS) this.ahead = 0;
    let waitMs = 1;
    if (this.ahead < wanted) {
      const grant = await this.buckets.take(account, Math.max(wanted, MOST_AHEAD) - this.ahead);
      this.ahead += grant.tokens;
      this.grantedAt = this.now();
      waitMs = Math.max(1, grant.waitMs);
    }
    return bills.map(({ cost }) => {
      if (cost > this.ahead) return { paid: false, lacking: account.name, waitMs };
      this.ahead -= cost;
      return PAID;
    });
  }

  private async payNarrow(account: Bucket, narrow: readonly Bucket[], bills: readonly Bill[]): Promise<readonly Payment[]> {
    const payments = bills.map((bill): Payment | null => (this.spend(bill) ? PAID : null));
    const open = bills.filter((_, index) => payments[index] === null);
    if (open.length === 0) return payments as Payment[];
    const ahead = aheadOf(account, open);
    const paid = await this.buckets.pay(account, narrow, [...open.map(costOf), ...ahead.map(costOf)]);
    const at = this.now();
    ahead.forEach((bill, index) => {
      if (paid[open.length + index]!.paid) this.paidAhead.set(keyOf(bill), { tokens: bill.cost, at });
      else this.paidAhead.delete(keyOf(bill));
    });
    let next = 0;
    return payments.map((payment) => payment ?? paid[next++]!);
  }

  private spend(bill: Bill): boolean {
    const known = this.paidAhead.get(keyOf(bill));
    if (known === undefined || known.tokens < bill.cost) return false;
    if (this.now() - known.at > KEPT_MS) {
      this.paidAhead.delete(keyOf(bill));
      return false;
    }
    known.tokens -= bill.cost;
    return true;
  }

  private async open(name: string, nominal: number): Promise<void> {
    if (this.opened.get(name) === nominal) return;
    await this.buckets.open(name, nominal);
    this.opened.set(name, nominal);
  }
}

const keyOf = ({ sender, domain }: Narrow): string => `${sender?.name ?? ''}\n${domain?.name ?? ''}`;
const costOf = ({ cost, sender, domain }: Bill): Cost => ({ cost, sender: sender?.name ?? null, domain: domain?.name ?? null });

/** What more to pay for at once, a bill for each sender and mailbox domain; none where one of their rates is low. They come last: nobody waits for them. */
function aheadOf(account: Bucket, bills: readonly Bill[]): readonly Bill[] {
  const sums = new Map<string, Bill>();
  for (const bill of bills) sums.set(keyOf(bill), { ...bill, cost: (sums.get(keyOf(bill))?.cost ?? 0) + bill.cost });
  return [...sums.values()].flatMap((bill) => {
    const slowest = Math.min(account.perSecond, bill.sender?.perSecond ?? Infinity, bill.domain?.perSecond ?? Infinity);
    if (slowest < AHEAD_FROM_PER_SECOND) return [];
    return [{ ...bill, cost: Math.min(bill.cost * TIMES_AHEAD, MOST_AHEAD, Math.floor(slowest * SECONDS_AHEAD)) }];
  });
}

function narrowOf(bills: readonly Bill[]): readonly Bucket[] {
  const byName = new Map<string, Bucket>();
  for (const { sender, domain } of bills) {
    if (sender) byName.set(sender.name, sender);
    if (domain) byName.set(domain.name, domain);
  }
  return [...byName.values()];
}
