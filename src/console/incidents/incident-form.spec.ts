import { describe, expect, it } from '@jest/globals';
import { declarationSchema } from '../../declare/model/incident-input.js';
import { Form } from '../page/form.js';
import { declaredContent, knownFields, typedFields } from './incident-form.js';

const ZONE = 'America/Los_Angeles';
const LOCALES = ['en', 'es'];
const body = {
  kind: 'data-breach', title: ' Card readers ', severity: 'high', brandId: 'tidewater', revision: '3', exposureFrom: '2026-02-09T16:00', exposureUntil: '2026-02-23T16:00', discoveredAt: '2026-03-02T08:00',
  pressReportedAt: '', nextUpdateAt: '2026-03-03T09:00', dataInvolved: ['card-number', 'card-expiry'],
  'whatHappened-en': 'Someone copied card numbers.', 'whatWeDo-en': 'We replaced the readers.', 'whatYouCanDo-en': 'Look at your charges.\r\n\r\nCall your bank.', 'consequences-en': '',
  'whatHappened-es': '', 'whatWeDo-es': '', 'whatYouCanDo-es': 'Revise los cargos.',
};
const content = (over: object = {}) => {
  const form = new Form({ ...body, ...over });
  return { ...declaredContent(form, LOCALES, ZONE), kind: form.text('kind'), brandId: form.text('brandId') };
};

describe('what the form declares', () => {
  it('fits the schema of a declaration, times in the zone of the page', () => {
    expect(declarationSchema.parse(content())).toMatchObject({
      title: 'Card readers', happenedFrom: new Date('2026-02-10T00:00:00Z'), happenedUntil: new Date('2026-02-24T00:00:00Z'), discoveredAt: new Date('2026-03-02T16:00:00Z'), pressReportedAt: null,
      facts: {
        text: { en: { whatHappened: 'Someone copied card numbers.', whatYouCanDo: ['Look at your charges.', 'Call your bank.'] } },
        dataInvolved: ['card-number', 'card-expiry'], exposure: { from: '2026-02-10T00:00:00.000Z', until: '2026-02-24T00:00:00.000Z' }, nextUpdateAt: '2026-03-03T17:00:00.000Z',
      },
    });
  });
  it('leaves out a language whose own words are empty: the steps alone are the playbook\'s', () => {
    expect(Object.keys(content().facts.text)).toEqual(['en']);
    expect(Object.keys(content({ 'whatWeDo-es': 'Cambiamos los lectores.' }).facts.text)).toEqual(['en', 'es']);
  });
  it('leaves out optional sentences that are empty', () => {
    expect(content().facts.text['en']).not.toHaveProperty('consequences');
    expect(content({ 'consequences-en': 'Somebody may pay with it.' }).facts.text['en']).toMatchObject({ consequences: 'Somebody may pay with it.' });
  });
  it('has no exposure without both of its ends', () => {
    expect(content({ exposureUntil: '' })).toMatchObject({ happenedUntil: null, facts: { exposure: null } });
  });
});

describe('the fields', () => {
  it('show again what was typed', () => {
    expect(typedFields(new Form(body), LOCALES, ZONE)).toMatchObject({ revision: '3', title: 'Card readers', exposureFrom: '2026-02-09T16:00', dataInvolved: ['card-number', 'card-expiry'], text: { en: { whatYouCanDo: 'Look at your charges.\nCall your bank.' }, es: { whatHappened: '' } } });
  });
  it('show an incident as it is known, languages beyond the templates\' included', () => {
    const known = declarationSchema.parse(content({ 'whatWeDo-es': 'Cambiamos.', 'whatHappened-es': 'Copiaron.' }));
    const incident = { ...known, revision: 7, id: 'i', facts: { ...known.facts, text: { ...known.facts.text, fr: { whatHappened: 'On a copié.', whatWeDo: 'On change.', whatYouCanDo: ['Regardez.'] } } } } as never;
    const fields = knownFields(incident, LOCALES, ZONE);
    expect(Object.keys(fields.text)).toEqual(['en', 'es', 'fr']);
    expect(fields).toMatchObject({ revision: '7', exposureFrom: '2026-02-09T16:00', pressReportedAt: '', text: { fr: { whatYouCanDo: 'Regardez.', consequences: '' } } });
  });
});
