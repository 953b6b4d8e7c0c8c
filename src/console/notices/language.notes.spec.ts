import { describe, expect, it } from '@jest/globals';
import { type NoticeView } from '../../approve/notice.service.js';
import { type TemplateVersion } from '../../compose/contract.js';
import { languageNotes } from './language.notes.js';

const view = (byLocale: Record<string, number>, hashes: Record<string, string> = { en: 'a', es: 'b' }) =>
  ({ texts: Object.entries(hashes).map(([locale, templateHash]) => ({ locale, templateHash })), audience: { counts: { byLocale } }, notice: { sender: { defaultLocale: 'en' } } }) as unknown as NoticeView;
const version = (locale: string, hash: string, needsTranslation: boolean) => ({ locale, hash, needsTranslation }) as TemplateVersion;

describe('languageNotes', () => {
  it.each([
    ['nothing where all is there', view({ en: 5, 'es-MX': 3, '': 2, unknown: 1 }), [version('en', 'a', false), version('es', 'b', false)], []],
    ['which text is older than its source', view({ es: 3 }), [version('es', 'b', true)], [/^The Spanish text needs translation/]],
    ['nothing of a text that began with another version', view({ es: 3 }), [version('es', 'newer', true)], []],
    ['who would read a language that has none', view({ fr: 1, 'pt-BR': 2_000, ES: 1 }), [], [/^2,000 people would read Portuguese \(Brazil\)/, /^1 person would read French, in which there is no reviewed text; they are written to in English\.$/]],
  ])('says %s', (_, shown, versions, notes) => {
    expect(languageNotes(shown, versions)).toEqual(notes.map((note) => expect.stringMatching(note)));
  });
});
