import type { Arrival } from './capture-mailbox.js';
import type { Phones } from './phones.js';
import { answerOf, type Reader } from './reader.js';

/** How a text asks, in the two languages of the sample company. */
const ASKS = /\bReply YES|\bResponda SÍ/;
/** Readers who are at it at once. */
const AT_ONCE = 8;

interface Opening {
  readonly at: number;
  readonly reader: Reader;
  readonly arrival: Arrival;
}

/**
 * Readers and what they do with what arrived: they open their page as a browser does, tick and answer there; whose text asks answers it
 * by text. Who does so again after the demo was killed changes nothing, since an answer is kept once.
 */
export class Visits {
  private waiting: Opening[] = [];
  private readonly reached = new Set<Reader>();
  opened = 0;
  texted = 0;
  failed = 0;

  constructor(private readonly doors: Phones) {}

  /** He reads a while after his first message. */
  expect(reader: Reader, arrival: Arrival, now: number): void {
    if (this.reached.has(reader)) return;
    this.reached.add(reader);
    this.waiting.push({ at: now + reader.readsAfterHours * 3_600_000, reader, arrival });
  }

  /** Everybody who has come to read by now. */
  async upTo(now: number): Promise<void> {
    const due = this.waiting.filter(({ at }) => at <= now);
    this.waiting = this.waiting.filter(({ at }) => at > now);
    const read = async (): Promise<void> => {
      for (let next = due.pop(); next !== undefined; next = due.pop()) await this.read(next).catch(() => void this.failed++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, read));
  }

  private async read({ reader, arrival }: Opening): Promise<void> {
    const text = arrival.text ?? (await this.mailText(arrival.id));
    const path = /\/n\/\w{27}/.exec(text)?.[0];
    if (path !== undefined) return this.visit(path, reader);
    if (arrival.text !== null && ASKS.test(arrival.text)) await this.reply(reader, arrival.to);
  }

  /** The address of the mail is the brand's; here the service answers at its own. */
  private async visit(path: string, reader: Reader): Promise<void> {
    const url = this.doors.serviceUrl + path;
    await answered(fetch(url));
    await this.submit(`${url}/seen`, {});
    if (reader.steps.length > 0) await this.submit(`${url}/steps`, { step: reader.steps.map(String) });
    const answer = answerOf(reader);
    if (answer !== null) await this.submit(`${url}/answer`, { answer });
    this.opened++;
  }

  private async submit(url: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<void> {
    const body = new URLSearchParams(Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value])));
    await answered(fetch(url, { method: 'POST', redirect: 'manual', headers: { origin: new URL(url).origin }, body }));
  }

  private async reply(reader: Reader, from: string): Promise<void> {
    const answer = answerOf(reader);
    if (answer === null) return;
    const { captureUrl, serviceUrl, number } = this.doors;
    await answered(fetch(`${captureUrl}/control/inbound-sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: `${serviceUrl}/webhooks/twilio/sms`, from, to: number, body: answer }),
    }));
    this.texted++;
  }

  private async mailText(id: string): Promise<string> {
    const mail = await answered(fetch(`${this.doors.captureUrl}/captured/mail/${encodeURIComponent(id)}`));
    return ((await mail.json()) as { text: string | null }).text ?? '';
  }
}

/** A redirect is how a form answers. @throws Error for a refusal. */
async function answered(asked: Promise<Response>): Promise<Response> {
  const answer = await asked;
  if (answer.status >= 400) throw new Error(`${answer.url} answered ${answer.status}.`);
  return answer;
}
