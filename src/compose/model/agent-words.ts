import type { AgreedAnswer, NoticeType, Playbook } from '../contract.js';

/** What an agent is given in one language. */
export interface AgentWords {
  readonly briefing: readonly string[];
  readonly never: readonly string[];
  readonly answers: readonly AgreedAnswer[];
}

/**
 * The playbook's words for the telephone: in this language, else in its main one, else in English.
 *
 * @param locale  As "es-MX".
 * @param type  Of the notice that was told last; null where none was.
 */
export function agentWords({ agent }: Pick<Playbook, 'agent'>, locale: string, type: NoticeType | null): AgentWords {
  const words = agent[locale] ?? agent[locale.split('-')[0]!] ?? agent['en'];
  if (!words) return { briefing: [], never: [], answers: [] };
  const { briefing, never, answers, allClear } = words;
  return type === 'resolution' && allClear ? { ...allClear, never } : { briefing, never, answers };
}
