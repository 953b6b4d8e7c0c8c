export interface AgreedAnswer {
  readonly question: string;
  readonly answer: string;
}

/** What an agent is given in one language. */
export interface AgentWords {
  readonly briefing: readonly string[];
  /** What is not said, whoever asks. */
  readonly never: readonly string[];
  readonly answers: readonly AgreedAnswer[];
}

/** The same as a playbook has it. */
export interface AgentPart extends AgentWords {
  /** Both once an all-clear is told: what was promised "as soon as it works" is promised no more. Absent where the others still hold. */
  readonly allClear?: Pick<AgentWords, 'briefing' | 'answers'> | undefined;
}

/**
 * The playbook's words for the telephone: in this language, else in its main one, else in English.
 *
 * @param locale  As "es-MX".
 * @param type  Of the notice that was told last; null where none was.
 */
export function agentWords({ agent }: { readonly agent: Readonly<Record<string, AgentPart>> }, locale: string, type: string | null): AgentWords {
  const words = agent[locale] ?? agent[locale.split('-')[0]!] ?? agent['en'];
  if (!words) return { briefing: [], never: [], answers: [] };
  const { briefing, never, answers, allClear } = words;
  return type === 'resolution' && allClear ? { ...allClear, never } : { briefing, never, answers };
}
