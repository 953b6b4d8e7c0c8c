import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { missingWord, missingWords } from './missing.words.js';

const incident = { id: 'i1', mayAmend: true };

describe('what is missing', () => {
  it('is said in a sentence, with where it is given', () => {
    expect(missingWords([{ part: 'every', missing: ['notice.corrects'] }], { locale: 'en', incident })).toEqual([{
      name: 'notice.corrects', href: '/incidents/i1/edit#correction-en',
      sentence: 'What was wrong, and what is right, is not written in English. Write it under “Change what is known”, in the field “For a correction”. A notice that is being written takes it over when its author says so.',
    }]);
  });

  it.each([
    ['facts.text.es', 'What happened is not written in Spanish.', '/incidents/i1/edit'],
    ['facts.consequences', '“Likely consequences” is not written in English.', '/incidents/i1/edit#consequences-en'],
    ['facts.exposure', 'When it began and when it ended is not known, or can’t be written as dates.', '/incidents/i1/edit'],
    ['brand.supportHours.es', 'The hours at which the company can be called are not written in Spanish.', null],
    ['brand.supportHours', 'The hours at which the company can be called are not written in English.', null],
    ['labels.dataClasses.retina-scan', 'There is no name for the data “retina scan” in English.', null],
    ['mine.touchpoints[2]', 'What this person did that brought them into it is not known, or its date can’t be written.', null],
    ['texts.fr', 'This notice has no words in French.', null],
    ['own.name', '“own.name” has no value.', null],
  ])('%s', (name, sentence, href) => {
    const said = missingWord(name, { locale: 'en', incident });
    expect([said.sentence.slice(0, sentence.length), said.href]).toEqual([sentence, href]);
    expect(said.sentence.length).toBeGreaterThan(sentence.length + 20);
  });

  it('leads nobody to a page that is not his, and says where while it is being declared', () => {
    expect(missingWord('facts.consequences', { locale: 'en', incident: { ...incident, mayAmend: false } }).href).toBeNull();
    expect(missingWord('facts.consequences', { locale: 'en' })).toMatchObject({ href: null, sentence: expect.stringMatching(/in the step “What happened”, or let the words do without it\.$/) });
  });

  it('is said once, whichever part wants it', () => {
    const lacking = [{ part: 'sms', missing: ['facts.consequences', 'brand.phone'] }, { part: 'emailText', missing: ['facts.consequences'] }] as const;
    expect(missingWords(lacking, { locale: null }).map(({ name }) => name)).toEqual(['facts.consequences', 'brand.phone']);
  });

  it('has a sentence for every name that words can use', () => {
    const names = [...readFileSync('templates/views/partials/template-names.hbs', 'utf8').matchAll(/<code>(?<name>[a-z]+\.[A-Za-z]+)<\/code>/g)].map(({ groups }) => groups!['name']!);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => missingWord(name, { locale: null }).sentence.includes(name))).toEqual([]);
  });
});
