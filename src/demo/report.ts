import { type LedgerSum } from '../deliver/contract.js';
import { minutesInWords } from '../kernel/minutes-in-words.js';
import { grouped } from './telling.js';

const perCent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const signed = (value: number): string => (Math.round(value) < 0 ? `−${grouped(-value)}` : grouped(Math.abs(value)));

export interface ReportInput {
  readonly sum: LedgerSum;
  readonly p50Minutes: number | null;
  readonly p95Minutes: number | null;
  readonly pressReportedMinutes: number | null;
  readonly firstWord: { readonly hours: number; readonly rate: number; readonly low: number; readonly high: number } | null;
  readonly avoided: { readonly kind: 'estimate'; readonly avoided: number; readonly low: number; readonly high: number; readonly waiting: number; readonly notified: number } | { readonly kind: 'none'; readonly why: string };
  readonly hold: { readonly kind: 'computed'; readonly waitSeconds: number; readonly waitSecondsWithout: number; readonly waitLow: number; readonly waitHigh: number } | { readonly kind: 'none'; readonly why: string };
  readonly answers: { readonly asked: number; readonly answered: number; readonly served: { readonly share: number; readonly low: number; readonly high: number } | null } | null;
  readonly arrived: { readonly mails: number; readonly texts: number; readonly twice: number };
}

/** The short report at the end of the demo. Everything in it is simulated, and it says so. */
export function reportLines({ sum, p50Minutes, p95Minutes, pressReportedMinutes, firstWord, avoided, hold, answers, arrived }: ReportInput): string[] {
  const outcomes = Object.entries(sum.outcomes).filter(([, count]) => count > 0);
  const minutes = (value: number | null) => (value === null ? 'not reached' : minutesInWords(value));
  return [
    'Report (all of it simulated)',
    `  The sum          ${outcomes.map(([outcome, count]) => `${outcome} ${grouped(count)}`).join(' + ')} = ${grouped(sum.members)} people${sum.adds ? '' : '  — IT DOES NOT ADD UP'}`,
    `  Arrived          ${grouped(arrived.mails)} e-mails and ${grouped(arrived.texts)} texts; ${arrived.twice === 0 ? 'no address twice' : `${grouped(arrived.twice)} addresses twice: compare them with what the ledger shows as sent again in doubt`}`,
    `  First word       half within ${minutes(p50Minutes)} of the declaration, 95 % within ${minutes(p95Minutes)}${pressReportedMinutes === null ? '' : `; the press was out ${minutesInWords(Math.abs(pressReportedMinutes))} ${pressReportedMinutes < 0 ? 'before' : 'after'} it`}`,
    ...(firstWord ? [`  First-word rate  ${perCent(firstWord.rate)} heard it from us first within ${firstWord.hours} h (95 % interval ${perCent(firstWord.low)} to ${perCent(firstWord.high)})`] : []),
    avoided.kind === 'estimate'
      ? `  Avoided calls    ${signed(avoided.avoided)} in the measured window (95 % interval ${signed(avoided.low)} to ${signed(avoided.high)}), from ${grouped(avoided.waiting)} calls of people not yet told and ${grouped(avoided.notified)} of people told`
      : `  Avoided calls    no figure: ${avoided.why}`,
    hold.kind === 'computed'
      ? `  Hold time        ${grouped(hold.waitSeconds)} s in that window by the model, ${grouped(hold.waitSecondsWithout)} s without the notice (${grouped(hold.waitLow)} to ${grouped(hold.waitHigh)} s)`
      : `  Hold time        no figure: ${hold.why}`,
    ...(answers ? [`  Answers          ${grouped(answers.answered)} of ${grouped(answers.asked)} who were told${answers.served ? `; it helped ${perCent(answers.served.share)} of them (95 % interval ${perCent(answers.served.low)} to ${perCent(answers.served.high)})` : ''}`] : []),
  ];
}
