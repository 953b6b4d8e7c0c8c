// What a message costs before it meets the wire: filled from what all readers share, against rendered and encoded for each reader alone. From the
// reader to the ledger's hash, the bytes of MIME and the hash that DKIM signs; the signature itself is the key's business.
//   npm run bench:compose [-- --smoke] [--count N] [--rounds N]
import { hash } from 'node:crypto';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Reader } from '../../src/compose/contract.js';
import { emailHeaders, messageIdFor } from '../../src/compose/model/mail-headers.js';
import { relaxedBody } from '../../src/deliver/gateway/dkim-relaxed.js';
import { mimeMessage, wholeMessage } from '../../src/deliver/gateway/mime-message.js';
import type { OutgoingEmail } from '../../src/deliver/model/gateways.js';
import type { CustomerId, MessageId } from '../../src/kernel/ids.js';
import { oneByOne, opened, planOf, shippedTemplates } from '../support/compose.plans.js';
import { median, round, row } from './send/figures.js';

const { values } = parseArgs({ options: { smoke: { type: 'boolean', default: false }, count: { type: 'string' }, rounds: { type: 'string' } } });
const count = Number(values.count ?? (values.smoke ? 500 : 5_000));
const rounds = Number(values.rounds ?? (values.smoke ? 2 : 9));
const DATE = new Date('2026-03-16T10:00:00Z');
const FIRST = ['Ana', 'Björn', 'Chloé', 'David', "D'Arcy", 'Emma', 'Fatima', 'George', 'Hiroshi', '李'];

interface Way {
  readonly email: (reader: Reader, index: number) => OutgoingEmail;
  readonly sms: (reader: Reader) => string;
}
type Work = (way: Way, reader: Reader, index: number) => number;

const templates = await shippedTemplates();
const plan = planOf(templates, 'data-breach', 'initial');
const { id: noticeId, sender } = plan.notice;
const WORK: Readonly<Record<string, Work>> = {
  email: (way, reader, index) => wholeMessage(mimeMessage(way.email(reader, index), DATE)).length,
  emailDkim: (way, reader, index) => {
    const message = mimeMessage(way.email(reader, index), DATE);
    return wholeMessage(message).length + hash('sha256', message.relaxed ?? relaxedBody(Buffer.from(message.body, 'latin1')), 'base64').length;
  },
  sms: (way, reader) => way.sms(reader).length,
};

console.log(`A data breach, ${count} readers with one to three purchases, median of ${rounds} rounds. CPU for each message, in µs.\n`);
console.log(row('message', 'one by one', 'filled', 'ratio', 'bytes'));
const figures: Record<string, unknown> = {};
for (const locale of templates.locales) {
  const readers = Array.from({ length: count }, (_, index) => readerOf(locale, index));
  const [alone, filled] = [aloneIn(locale), together()];
  for (const [name, work] of Object.entries(WORK)) figures[`${name} ${locale}`] = compared(`${name}, ${locale}`, readers, alone, filled, work);
}
console.log(JSON.stringify({ date: new Date().toISOString(), cpu: cpus()[0]?.model ?? '', node: process.version, count, rounds, figures }));

/** In turns, so that a machine that grows slower in the meantime slows both. */
function compared(name: string, readers: readonly Reader[], alone: Way, filled: Way, work: Work) {
  const runs = Array.from({ length: rounds + 1 }, () => [alone, filled].map((way) => spent(way, readers, work))).slice(1);
  const [aloneUs, filledUs] = [0, 1].map((side) => round(median(runs.map((run) => run[side]!.us)), 1)) as [number, number];
  const ratio = round(median(runs.map(([one, other]) => one!.us / other!.us)), 2);
  if (runs[0]![0]!.size !== runs[0]![1]!.size) throw new Error(`${name}: the two ways wrote different messages.`);
  console.log(row(name, aloneUs.toFixed(1), filledUs.toFixed(1), ratio.toFixed(2), Math.round(runs[0]![0]!.size / readers.length)));
  return { alone: aloneUs, filled: filledUs, ratio };
}

function spent(way: Way, readers: readonly Reader[], work: Work): { us: number; size: number } {
  const before = process.cpuUsage();
  const size = readers.reduce((sum, reader, index) => sum + work(way, reader, index), 0);
  const { user, system } = process.cpuUsage(before);
  return { us: (user + system) / readers.length, size };
}

function together(): Way {
  const composer = opened(templates, plan);
  const made = <Value>(result: { ok: true; value: Value } | { ok: false }): Value => {
    if (!result.ok) throw new Error('A reader of the bench lacks something.');
    return result.value;
  };
  return {
    email: (reader, index) => ({ ...made(composer.email(reader, `${index}` as MessageId)), to: `r${index}@mail.example` }),
    sms: (reader) => made(composer.sms(reader)).bodyHash,
  };
}

function aloneIn(locale: string): Way {
  const each = oneByOne(templates, plan, locale);
  return {
    email: (reader, index) => ({
      ...(each.email(reader) as Pick<OutgoingEmail, 'subject' | 'html' | 'text'>),
      from: { name: sender.senderName, address: sender.fromEmail }, replyTo: sender.replyTo, to: `r${index}@mail.example`,
      messageId: messageIdFor(`${index}-${noticeId}`, sender.domain),
      headers: emailHeaders({ noticeId, incidentReference: plan.incident.reference, locale }),
    }),
    sms: (reader) => (each.sms(reader) as { readonly bodyHash: string }).bodyHash,
  };
}

function readerOf(locale: string, index: number): Reader {
  const touchpoints = Array.from({ length: 1 + (index % 3) }, (_, at) => ({
    id: `${at}`, kind: 'purchase', occurredAt: new Date(Date.parse('2026-03-02T09:00:00Z') + ((index * 7 + at * 31) % 300) * 3_600_000).toISOString(), label: `Store ${(index * 13 + at) % 40}, Albany`,
  }));
  return {
    customerId: `${index}` as CustomerId, reference: `C-${100_000 + index}`, firstName: FIRST[index % FIRST.length]!, lastName: `Miller-${index % 977}`, locale, place: ['US-NY', 'US-CA', 'US-MA', 'US-TX', null][index % 5]!,
    reasons: { touchpoints, more: index % 7 === 0 ? 2 : 0, data: ['card-number', 'card-expiry', ...(index % 2 ? ['name'] : [])], by: ['rule'] },
  };
}
