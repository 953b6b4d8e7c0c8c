import { UsageError } from '../../platform/start/cli/command.js';
import { type ClientCommand } from '../client-command.js';
import { columns, timeIn } from '../words.js';

const DECISIONS = ['resend', 'told', 'not-told'] as const;

export const doubts: ClientCommand = {
  name: 'doubts',
  usage: '[--limit <number>] [--after <next>]',
  summary: 'Messages of which nobody knows whether they were taken.',
  options: { limit: { type: 'string', default: '100' }, after: { type: 'string' } },
  async run(given, desk) {
    given.nothing();
    const [limit, after] = [Number(given.text('limit')), given.text('after')];
    const page = await desk.answer((api) => api.GET('/api/v1/messages', { params: { query: { state: 'unknown', limit, ...(after ? { after } : {}) } } }));
    desk.tell(page, () => [
      ...(page.items.length === 0 ? ['Nothing is in doubt.'] : columns(page.items.map(({ id, channel, begunAt, waitsForPerson, reason }) => [id, channel, begunAt ? timeIn(begunAt) : '', waitsForPerson ? 'waits for a person' : 'is being looked up', reason ?? '']))),
      ...(page.next ? [`There are more: firstword doubts --after ${page.next}`] : []),
    ]);
  },
};

export const decideDoubt: ClientCommand = {
  name: 'doubts decide',
  usage: `<message> ${DECISIONS.join('|')} --reason …`,
  summary: 'Settle a doubt: send again, count as told, or count as not told.',
  options: { reason: { type: 'string' } },
  changes: true,
  async run(given, desk) {
    const [id, word, ...more] = given.words;
    const decision = DECISIONS.find((one) => one === word);
    if (!id || !decision || more.length > 0) throw new UsageError(`Name a message, and one of ${DECISIONS.join(', ')}.`);
    const reason = given.needed('reason');
    await desk.deed((api) => api.POST('/api/v1/messages/{id}/decide', { params: { path: { id } }, body: { decision, reason } }));
    desk.tell({ id, decision }, () => [`${id} is settled: ${decision}.`]);
  },
};
