import { type Labels, type Playbook } from '../../compose/contract.js';
import { SEVERITIES } from '../../declare/contract.js';
import { type Form } from '../page/form.js';
import { languageName } from '../page/words.js';

const CHANNELS = [['preferred', 'the one that each prefers'], ['both', 'e-mail and SMS'], ['email', 'e-mail alone'], ['sms', 'SMS alone']] as const;
const UNKNOWN = [['resend', 'send it again'], ['ask', 'ask a person']] as const;

/** Questions with their agreed answers, as people write them: the question, its answer below, an empty line between two. */
export const answersText = (answers: readonly { readonly question: string; readonly answer: string }[]): string => answers.map(({ question, answer }) => `${question}\n${answer}`).join('\n\n');

export function answersOf(text: string): readonly { readonly question: string; readonly answer: string }[] {
  return text.split(/\n[ \t]*\n+/).filter((block) => block.trim() !== '').map((block) => {
    const [question = '', ...answer] = block.trim().split('\n');
    return { question: question.trim(), answer: answer.join('\n').trim() };
  });
}

/** The playbook's fields, for the form; `labels` are those of the console's language. */
export function playbookFields(playbook: Playbook, locales: readonly string[], labels: Labels) {
  const option = (chosen: string) => ([value, label]: readonly [string, string]) => ({ value, label, selected: value === chosen });
  const quiet = playbook.policies.quietChannels ?? ['sms'];
  return {
    severities: SEVERITIES.map((severity) => option(playbook.severity)([severity, severity])),
    dataClasses: Object.entries(labels.dataClasses).map(([value, label]) => ({ value, label, checked: playbook.dataClasses.includes(value) })),
    touchpoints: playbook.touchpoints.join('\n'),
    channels: CHANNELS.map(option(playbook.policies.channels)),
    unknownEmail: UNKNOWN.map(option(playbook.policies.unknownEmail)),
    mandatory: playbook.policies.mandatory,
    quietSms: quiet.includes('sms'), quietEmail: quiet.includes('email'),
    languages: locales.map((locale) => {
      const { briefing = [], never = [], answers = [], allClear } = playbook.agent[locale] ?? {};
      return {
        locale, name: languageName(locale), advice: (playbook.advice[locale] ?? []).join('\n'), voice: playbook.voice[locale] ?? '',
        briefing: briefing.join('\n'), never: never.join('\n'), answers: answersText(answers),
        afterwards: (allClear?.briefing ?? []).join('\n'), answersAfterwards: answersText(allClear?.answers ?? []),
      };
    }),
  };
}

/** What was typed, over what the playbook was before: parts that the form does not show stay. For the library to check. */
export function typedPlaybook(form: Form, before: Playbook, locales: readonly string[]): unknown {
  const byLocale = <Value>(read: (locale: string) => Value) => Object.fromEntries(locales.map((locale) => [locale, read(locale)]));
  return {
    ...before,
    severity: form.text('severity'),
    dataClasses: form.all('dataClasses'),
    touchpoints: form.lines('touchpoints'),
    advice: { ...before.advice, ...byLocale((locale) => form.lines(`advice-${locale}`)) },
    policies: { ...before.policies, channels: form.text('channels'), unknownEmail: form.text('unknownEmail'), mandatory: form.text('mandatory') === 'on', quietChannels: form.all('quietChannels') },
    voice: { ...before.voice, ...byLocale((locale) => form.text(`voice-${locale}`)) },
    agent: { ...before.agent, ...byLocale((locale) => ({ briefing: form.lines(`briefing-${locale}`), never: form.lines(`never-${locale}`), answers: answersOf(form.text(`answers-${locale}`)), ...typedAllClear(form, locale) })) },
  };
}

/** Nothing where both fields are empty: the agents' other words hold to the end then. */
function typedAllClear(form: Form, locale: string): { readonly allClear?: unknown } {
  const [briefing, answers] = [form.lines(`afterwards-${locale}`), answersOf(form.text(`answersAfterwards-${locale}`))];
  return briefing.length + answers.length > 0 ? { allClear: { briefing, answers } } : {};
}

/** A playbook as text, part by part, to be compared. */
export const playbookParts = (playbook: Playbook): Readonly<Record<string, string>> => {
  const { severity, dataClasses, touchpoints, policies, advice, voice, agent, kind: _, title: __, ...rest } = playbook as Playbook & Readonly<Record<string, unknown>>;
  const spoken = (write: (locale: string) => string) => Object.keys(agent).map((locale) => `${languageName(locale)}\n${write(locale)}`).join('\n\n');
  return {
    starts: `Severity: ${severity}\nData: ${dataClasses.join(', ')}\nTouchpoints: ${touchpoints.join(', ')}\n${JSON.stringify(policies, null, 2)}${Object.keys(rest).length > 0 ? `\n${JSON.stringify(rest, null, 2)}` : ''}`,
    advice: spoken((locale) => (advice[locale] ?? []).join('\n')),
    voice: spoken((locale) => voice[locale] ?? ''),
    briefing: spoken((locale) => [...(agent[locale]?.briefing ?? []), '', 'Never:', ...(agent[locale]?.never ?? [])].join('\n')),
    answers: spoken((locale) => answersText(agent[locale]?.answers ?? [])),
    ...(Object.values(agent).some(({ allClear }) => allClear) ? { allClear: spoken((locale) => [...(agent[locale]?.allClear?.briefing ?? []), '', answersText(agent[locale]?.allClear?.answers ?? [])].join('\n')) } : {}),
  };
};

export const PLAYBOOK_LABELS: Readonly<Record<string, string>> = { starts: 'What an incident starts from', advice: 'Steps for the reader', voice: 'What a caller hears', briefing: 'What agents know', answers: 'Agreed answers', allClear: 'After the all-clear' };
