import type { Sms } from '../disk/sms.js';

// What Twilio answers by itself on long codes (twilio.com/docs/messaging/tutorials/advanced-opt-out): the whole message,
// in any case. "Don't stop" is none of it.
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START = new Set(['START', 'YES', 'UNSTOP']);

export type OptOutType = 'STOP' | 'START' | 'HELP';

/** Undefined for an ordinary message. */
export function optOutTypeOf(body: string): OptOutType | undefined {
  const word = body.trim().toUpperCase();
  if (STOP.has(word)) return 'STOP';
  if (START.has(word)) return 'START';
  return word === 'HELP' || word === 'INFO' ? 'HELP' : undefined;
}

/** Who told which of our numbers to stop. Follows from the inbound messages, so it needs no file of its own. */
export class OptOuts {
  private readonly stopped = new Map<string, Set<string>>();

  hear(sms: Pick<Sms, 'direction' | 'from' | 'to' | 'body'>): void {
    if (sms.direction !== 'inbound' || sms.from === null) return;
    const type = optOutTypeOf(sms.body);
    const numbers = this.stopped.get(sms.from) ?? new Set<string>();
    if (type === 'STOP') this.stopped.set(sms.from, numbers.add(sms.to));
    if (type === 'START') numbers.delete(sms.to);
  }

  /** @param senders  Every number that the message could go out from. */
  blocks(to: string, senders: readonly string[]): boolean {
    const numbers = this.stopped.get(to);
    return numbers !== undefined && senders.some((sender) => numbers.has(sender));
  }

  clear(): void {
    this.stopped.clear();
  }
}
