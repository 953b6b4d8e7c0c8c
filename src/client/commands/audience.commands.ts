import { setTimeout as sleep } from 'node:timers/promises';
import { type ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from '../../platform/start/cli/command.js';
import { type ClientCommand, EXIT, type Given } from '../client-command.js';
import { type Desk } from '../desk.js';
import { jsonFile } from '../json-file.js';
import { incidentId } from '../names.js';
import { countsIn, peopleIn } from '../words.js';

const LOOK_MS = 500;
const COMBINED = ['union', 'intersection'] as const;
const SELECTION = { list: { type: 'string' }, combine: { type: 'string' }, without: { type: 'string' } } as const satisfies ParseArgsOptionsConfig;
const USAGE = '<incident> [rule.json|-] [--list <id>] [--combine union|intersection] [--without <audience id,...>]';
const DETAILS = 'The rule is JSON, as GET /api/v1/rules/schema describes it; --list names a list of references that was uploaded. With both, --combine says how. --without leaves out the people of audiences that have their first word.';

async function selectionOf(given: Given, desk: Desk) {
  const [incident, file, ...more] = given.words;
  const [listId, how] = [given.text('list'), given.text('combine')];
  const combine = COMBINED.find((one) => one === (how ?? 'union'));
  if (!incident) throw new UsageError('Name the incident.');
  if (more.length > 0 || (!file && !listId)) throw new UsageError('Name one file with the rule, or a list.');
  if (!combine) throw new UsageError('--combine is union or intersection.');
  const rule = file ? { rule: await jsonFile<Record<string, unknown>>(file, desk.terminal.input) } : {};
  return { id: await incidentId(desk, incident), body: { ...rule, ...(listId ? { listId } : {}), combine, without: given.text('without')?.split(',') ?? [] } };
}

export const audienceCount: ClientCommand = {
  name: 'audience count',
  usage: USAGE,
  summary: 'How many people a rule or a list means. Nothing is kept.',
  details: DETAILS,
  options: SELECTION,
  async run(given, desk) {
    const { id, body } = await selectionOf(given, desk);
    const asked = { params: { path: { id } }, body } as const;
    const first = await desk.answer((api) => api.POST('/api/v1/incidents/{id}/audiences/estimate', asked));
    if (first.estimate && first.exact.state === 'counting') desk.say(`About ${peopleIn(first.estimate.members)} (${first.estimate.low} to ${first.estimate.high}); counting …`);
    let { exact } = first;
    for (; exact.state === 'counting'; ) {
      await sleep(LOOK_MS);
      exact = await desk.answer((api) => api.POST('/api/v1/incidents/{id}/audiences/count', asked));
    }
    if (exact.state !== 'counted') {
      desk.say(exact.state === 'none' ? 'Another count of yours went before this one. Ask again.' : 'They could not be counted: that took too long or failed.');
      return EXIT.refused;
    }
    const { members, email, sms, unreachable, suppressed } = exact.counts;
    desk.tell(exact, () => [`${peopleIn(members)}: ${countsIn({ 'by e-mail': email, 'by SMS': sms, suppressed, 'out of reach': unreachable })}.`]);
    return EXIT.done;
  },
};

export const audienceFreeze: ClientCommand = {
  name: 'audience freeze',
  usage: USAGE,
  summary: 'Make the next version of an incident\'s audience and freeze it.',
  details: DETAILS,
  options: SELECTION,
  changes: true,
  async run(given, desk) {
    const { id, body } = await selectionOf(given, desk);
    const audience = await desk.deed((api) => api.POST('/api/v1/incidents/{id}/audiences', { params: { path: { id } }, body: { ...body, freeze: true } }));
    desk.tell(audience, () => [`Version ${audience.version} is frozen: ${peopleIn(audience.counts?.members ?? 0)}. Its id is ${audience.id}.`, `Next: firstword draft ${given.words[0]} --audience ${audience.id}`]);
  },
};
