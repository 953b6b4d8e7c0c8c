/** What was last found of the domain that the sender's address lies in, as the step that sends keeps it. */
export interface LastSenderCheck {
  readonly checkedAt: Date;
  readonly findings: readonly { readonly about: string; readonly state: 'ok' | 'warning' | 'fault'; readonly says: string; readonly mend: string | null }[];
}

export const SENDER_STATES = ['captured', 'unchecked', 'old', 'ok', 'warning', 'fault'] as const;

/**
 * Whether receivers will take the mail for the company's own. It warns and never blocks: what DNS says from here is not all that a receiver
 * knows, texts don't depend on it, and people who must be told are told even by a mail that looks less well than it could.
 */
export interface SenderStanding {
  readonly domain: string;
  /** `captured`: no mail leaves here. `unchecked`: nobody has looked. `old`: nobody has looked for a month. */
  readonly state: (typeof SENDER_STATES)[number];
  readonly checkedAt: Date | null;
  /** What is wrong or in doubt, and how to mend it; the worst first. */
  readonly troubles: LastSenderCheck['findings'];
}

/** Records change when somebody changes them; what was seen a month ago tells little. */
const OLD_AFTER_MS = 30 * 24 * 3_600_000;

export function senderStanding(domain: string, last: LastSenderCheck | null, { captured, now }: { readonly captured: boolean; readonly now: Date }): SenderStanding {
  if (last === null) return { domain, state: captured ? 'captured' : 'unchecked', checkedAt: null, troubles: [] };
  const of = (state: 'fault' | 'warning') => last.findings.filter((finding) => finding.state === state);
  const troubles = [...of('fault'), ...of('warning')];
  const found = troubles[0]?.state ?? 'ok';
  const isOld = found !== 'fault' && now.getTime() - last.checkedAt.getTime() > OLD_AFTER_MS;
  return { domain, state: captured ? 'captured' : isOld ? 'old' : found, checkedAt: last.checkedAt, troubles };
}
