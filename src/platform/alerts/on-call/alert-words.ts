import { clockTimeIn, toldIn } from '../../clock/told-time.js';
import type { AlertSeverity } from './on-call.js';

export interface AlertInWords {
  readonly severity: AlertSeverity;
  /** Its times as marks of `clock/told-time.ts`. */
  readonly message: string;
  readonly remedy: string;
  readonly firstAt: Date;
  /** Others of the same kind that live, besides this one. */
  readonly others: number;
  readonly why: 'raised' | 'nobody-answered' | 'other-way' | 'over';
  /** Where one says that he has seen it; null once it is over. */
  readonly link: string | null;
  /** Before somebody else is told; null where nobody is. */
  readonly nextInMinutes: number | null;
  /** On whose clocks its times are told: those of whoever reads it. */
  readonly zone: string;
}

const HEADS = { critical: 'Critical', warning: 'Warning' } as const;
/** So that a text stays within two segments, its link included. */
const MOST_IN_A_TEXT = 150;

/** Minutes; what comes tomorrow makes nobody answer today. */
const WORTH_SAYING = 240;

const others = (count: number): string => (count === 0 ? '' : ` (and ${count} more of the same kind)`);
const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 3).trimEnd()}...`);
/** What a text can say without becoming one of 70 characters a segment. */
const plain = (text: string): string => text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/[–—]/g, '-').replace(/…/g, '...').replace(/[^\x20-\x7e\n]/g, '?');

export function mailWords({ severity, message: sentence, remedy, firstAt, others: more, why, link, nextInMinutes, zone }: AlertInWords): { readonly subject: string; readonly text: string } {
  const [message, since] = [toldIn(sentence, zone), clockTimeIn(firstAt, zone)];
  if (why === 'over') return { subject: `Over: ${cut(message, 120)}`, text: `This is over, nothing more has to be done:\n\n${message}${others(more)}\n\nIt began at ${since}.` };
  const again = why === 'nobody-answered' ? 'Nobody has answered yet.\n\n' : '';
  const next = nextInMinutes === null || nextInMinutes > WORTH_SAYING ? '' : `\n\nIf nobody answers within ${nextInMinutes} minutes, the list is told again or the next on it is.`;
  return { subject: `${HEADS[severity]}: ${cut(message, 120)}`, text: `${again}${message}${others(more)}\n\nWhat to do: ${remedy}\n\nSince ${since}.\n\nSay that you have seen it: ${link}${next}` };
}

export function smsWords({ severity, message: sentence, others: more, why, link, zone }: AlertInWords): string {
  const message = toldIn(sentence, zone);
  const head = why === 'over' ? 'Over' : HEADS[severity].toUpperCase();
  const said = plain(`Firstword ${head}: ${cut(`${message}${others(more)}`, MOST_IN_A_TEXT)}`);
  return link === null ? said : `${said}\nSeen it? ${link}`;
}
