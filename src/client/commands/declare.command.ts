import { UsageError } from '../../platform/start/cli/command.js';
import { type components } from '../api.types.js';
import { type ClientCommand, type Given } from '../client-command.js';
import { type Desk } from '../desk.js';
import { jsonFile } from '../json-file.js';

type Playbook = components['schemas']['Playbook'];

const FIELDS = { kind: 'kind', title: 'title', severity: 'severity', brand: 'brandId', from: 'happenedFrom', until: 'happenedUntil', discovered: 'discoveredAt', press: 'pressReportedAt' } as const;

export const declare: ClientCommand = {
  name: 'declare',
  usage: '<incident.json|-> [--kind …] [--title …] [--severity …] [--brand …] [--from …] [--until …] [--discovered …] [--press …] | --example <kind>',
  summary: 'Declare an incident. Nothing is sent by it.',
  details: 'The file is what POST /api/v1/incidents takes; "-" is standard input. Options go before what stands in it. --example prints a file to begin with, from the\nplaybook of that kind. Times have their zone: 2026-03-16T06:40:00-07:00.',
  options: { ...Object.fromEntries(Object.keys(FIELDS).map((name) => [name, { type: 'string' as const }])), example: { type: 'string' } },
  changes: true,
  async run(given, desk) {
    const example = given.text('example');
    if (example !== undefined) return showExample(desk, example, given);
    const body = { ...(await jsonFile<object>(given.one('the file of the declaration'), desk.terminal.input)), ...fieldsOf(given) };
    const incident = await desk.deed((api) => api.POST('/api/v1/incidents', { body: body as never }));
    desk.tell(incident, () => [
      `${incident.reference} is declared: ${incident.title}`,
      `${desk.url}/incidents/${incident.id}`,
      `Next, whom it touches: firstword audience count ${incident.reference} rule.json`,
    ]);
  },
};

const fieldsOf = (given: Given): Record<string, string> =>
  Object.fromEntries(Object.entries(FIELDS).flatMap(([option, field]) => (given.text(option) === undefined ? [] : [[field, given.text(option)!]])));

async function showExample(desk: Desk, kind: string, given: Given): Promise<void> {
  given.nothing();
  const items = await desk.whole((api, query) => api.GET('/api/v1/playbooks', { params: { query } }));
  const playbook = items.find((one) => one.kind === kind);
  if (!playbook) throw new UsageError(`There is no kind "${kind}". There are: ${items.map((one) => one.kind).join(', ')}.`);
  const { items: brands } = await desk.answer((api) => api.GET('/api/v1/brands', { params: { query: { limit: 1 } } }));
  // JSON either way: it is a file to be changed and given back.
  desk.terminal.print(JSON.stringify(exampleOf(playbook, brands[0]?.id ?? 'your-brand'), null, 2));
}

function exampleOf({ kind, title, severity, dataClasses, advice }: Playbook, brandId: string) {
  const locales = Object.keys(advice);
  const text = Object.fromEntries(locales.map((locale) => [locale, { whatHappened: '', whatWeDo: '', whatYouCanDo: advice[locale] }]));
  return { kind, title: title['en'] ?? Object.values(title)[0], severity, brandId, happenedFrom: null, happenedUntil: null, discoveredAt: null, facts: { text, ...(dataClasses.length > 0 ? { dataInvolved: dataClasses } : {}) } };
}
