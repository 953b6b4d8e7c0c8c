import type { Reader, SmsText } from '../../compose/contract.js';

const MOST_FOR_LABELS = 300;

/**
 * Chooses whose texts the linter looks at. Words are the same for all who read one language and whom the same laws bind, but for values of their own, so it is enough to see of each
 * of these: the first, the one with the longest name, the one with the longest SMS, and whoever brings a touchpoint label that
 * nobody before had (a till that writes card numbers into its labels is found so).
 */
export class LintSample {
  private readonly longest = new Map<string, { length: number; reader: Reader }>();
  private readonly labels = new Map<string, Set<string>>();
  private readonly chosen = new Map<string, Reader>();

  /** @param alike  Names those whose words are the same. */
  see(alike: string, reader: Reader, sms: SmsText | null): void {
    this.measure(`name ${alike}`, reader, (reader.firstName ?? '').length + (reader.lastName ?? '').length);
    this.measure(`sms ${alike}`, reader, sms === null ? -1 : sms.segments * 10_000 + sms.body.length);
    const known = this.labels.get(alike) ?? new Set();
    const fresh = reader.reasons.touchpoints.map(({ label }) => label ?? '').filter((label) => !known.has(label));
    if ((this.labels.has(alike) && fresh.length === 0) || known.size >= MOST_FOR_LABELS) return;
    for (const label of fresh) known.add(label);
    this.labels.set(alike, known);
    this.chosen.set(reader.customerId, reader);
  }

  /** Each reader once. */
  readers(): readonly Reader[] {
    const extremes = [...this.longest.values()].map(({ reader }) => [reader.customerId, reader] as const);
    return [...new Map([...extremes, ...this.chosen]).values()];
  }

  private measure(what: string, reader: Reader, length: number): void {
    if (length > (this.longest.get(what)?.length ?? -1)) this.longest.set(what, { length, reader });
  }
}
