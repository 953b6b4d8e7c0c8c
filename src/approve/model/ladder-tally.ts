import type { Channel } from '../../audience/contract.js';

/** What the ladder would add, at most: were nobody's first message to arrive. */
export interface LadderWorstCase {
  /** Members who have another channel to be written to on. */
  readonly people: number;
  readonly messages: Readonly<Record<Channel, number>>;
  /** Of the texts among them. */
  readonly segments: number;
}

/** Adds up next channels while a pre-flight runs. Members of one group share an address, and so one message. */
export class LadderTally {
  private people = 0;
  private readonly alone: Record<Channel, number> = { email: 0, sms: 0 };
  private segments = 0;
  /** Segments of a shared address's text, by group. */
  private readonly shared: Readonly<Record<Channel, Map<number, number>>> = { email: new Map(), sms: new Map() };

  /** @param segments  0 for an e-mail. */
  add(channel: Channel, group: number | undefined, segments: number): void {
    this.people += 1;
    if (group !== undefined) {
      if (!this.shared[channel].has(group)) this.shared[channel].set(group, segments);
      return;
    }
    this.alone[channel] += 1;
    this.segments += segments;
  }

  /** @param written  Groups that get a message anyhow: their address never gets a second one. */
  worstCase(written: Readonly<Record<Channel, ReadonlySet<number>>>): LadderWorstCase {
    const further = (channel: Channel) => [...this.shared[channel]].filter(([group]) => !written[channel].has(group));
    const [email, sms] = [further('email'), further('sms')];
    return {
      people: this.people,
      messages: { email: this.alone.email + email.length, sms: this.alone.sms + sms.length },
      segments: sms.reduce((sum, [, segments]) => sum + segments, this.segments),
    };
  }
}
