import type { Channel } from '../../audience/contract.js';
import { type CountryTexts, type SmsCost } from '../../kernel/sms-cost.js';
import { CountryTally } from './country-tally.js';

/** What the ladder would add, at most: were nobody's first message to arrive. */
export interface LadderWorstCase {
  /** Members who have another channel to be written to on. */
  readonly people: number;
  readonly messages: Readonly<Record<Channel, number>>;
  /** Of the texts among them. */
  readonly segments: number;
  /** The same by the country of the number; absent in pre-flights from before they were counted so. */
  readonly byCountry?: readonly CountryTexts[];
  /** What the texts among them would cost; null where no price is set. */
  readonly cost?: SmsCost | null;
}

/** The text of a member who has a next channel; null for an e-mail. */
export type NextText = { readonly segments: number; readonly country: string } | null;

/** Adds up next channels while a pre-flight runs. Members of one group share an address, and so one message. */
export class LadderTally {
  private people = 0;
  private readonly alone: Record<Channel, number> = { email: 0, sms: 0 };
  private readonly countries = new CountryTally();
  /** A shared address's text, by group. */
  private readonly shared: Readonly<Record<Channel, Map<number, NextText>>> = { email: new Map(), sms: new Map() };

  add(channel: Channel, group: number | undefined, text: NextText): void {
    this.people += 1;
    if (group !== undefined) {
      if (!this.shared[channel].has(group)) this.shared[channel].set(group, text);
      return;
    }
    this.alone[channel] += 1;
    if (text !== null) this.countries.add(text.country, text.segments);
  }

  /** @param written  Groups that get a message anyhow: their address never gets a second one. */
  worstCase(written: Readonly<Record<Channel, ReadonlySet<number>>>): LadderWorstCase {
    const further = (channel: Channel) => [...this.shared[channel]].filter(([group]) => !written[channel].has(group)).map(([, text]) => text);
    const [email, sms] = [further('email'), further('sms')];
    const countries = this.countries.copy();
    for (const text of sms) if (text !== null) countries.add(text.country, text.segments);
    return {
      people: this.people,
      messages: { email: this.alone.email + email.length, sms: this.alone.sms + sms.length },
      segments: countries.segments,
      byCountry: countries.counted(),
    };
  }
}
