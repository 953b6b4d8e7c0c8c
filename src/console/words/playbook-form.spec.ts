import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Labels, type Playbook } from '../../compose/contract.js';
import { Form } from '../page/form.js';
import { answersOf, answersText, playbookFields, typedPlaybook } from './playbook-form.js';

const read = <Value>(file: string): Value => JSON.parse(readFileSync(new URL(`../../../templates/${file}`, import.meta.url), 'utf8')) as Value;
const PLAYBOOK = read<Playbook>('data-breach/playbook.json');

describe('the form of a playbook', () => {
  it('sent as it is shown changes nothing, and keeps what it does not show', () => {
    const own = { ...PLAYBOOK, clocks: ['gdpr-33'] };
    const shown = playbookFields(own, ['en', 'es'], read<Labels>('shared/en.json'));
    const chosen = (options: readonly { value: string; selected: boolean }[]) => options.find(({ selected }) => selected)?.value;
    const sent = {
      severity: chosen(shown.severities), dataClasses: shown.dataClasses.filter(({ checked }) => checked).map(({ value }) => value), touchpoints: shown.touchpoints.replaceAll('\n', '\r\n'),
      channels: chosen(shown.channels), unknownEmail: chosen(shown.unknownEmail), mandatory: shown.mandatory ? 'on' : undefined,
      quietChannels: [...(shown.quietEmail ? ['email'] : []), ...(shown.quietSms ? ['sms'] : [])],
      ...Object.fromEntries(shown.languages.flatMap(({ locale, name: _, ...fields }) => Object.entries(fields).map(([field, text]) => [`${field}-${locale}`, text.replaceAll('\n', '\r\n')]))),
    };
    const typed = typedPlaybook(new Form(sent), own, ['en', 'es']) as Playbook;
    // Check boxes come in the order of the page; what they say is the same.
    expect({ ...typed, dataClasses: [...typed.dataClasses].sort() }).toEqual({ ...own, dataClasses: [...own.dataClasses].sort() });
  });

  it('leaves out what is said after the all-clear where nothing is', () => {
    const typed = typedPlaybook(new Form({ 'briefing-en': 'Listen.', 'afterwards-en': ' ', 'answersAfterwards-en': '' }), PLAYBOOK, ['en']) as Playbook;
    expect(typed.agent['en']).toEqual({ briefing: ['Listen.'], never: [], answers: [] });
  });

  it('reads questions with answers of several lines, and whatever blank lines stand between them', () => {
    const text = '\nIs it me?\nNo.\nNot you.\n \n\n\nWhen?\nSoon.\n';
    expect(answersOf(text)).toEqual([{ question: 'Is it me?', answer: 'No.\nNot you.' }, { question: 'When?', answer: 'Soon.' }]);
    expect(answersText(answersOf(text))).toBe('Is it me?\nNo.\nNot you.\n\nWhen?\nSoon.');
    expect(answersOf('')).toEqual([]);
  });
});
