import { type JsonOf } from '../kernel/json-of.js';
import { type Progress } from '../deliver/progress.service.js';
import { type AvoidedCalls, type MeasurementSnapshot, type MinutesToWord, type Served, type TooFewAnswers } from '../measure/contract.js';
import { type IncidentReport } from '../measure/report.service.js';
import { type Api } from './api.js';
import { type ReportInput } from './report.js';

/** As `GET /captured/counts` of the capture answers. */
interface CapturedCounts {
  readonly mail: { readonly total: number; readonly repeatedForNotice: number };
  readonly sms: { readonly total: number; readonly repeatedBody: number };
}

/** What the report needs, asked of the service and of the capture: two witnesses who do not know each other. */
export async function gatherEnding(api: Api, captureUrl: string, incidentId: string, noticeId: string): Promise<ReportInput> {
  const [progress, { result }, counts] = await Promise.all([
    api.get<Progress>(`/api/v1/notices/${noticeId}/progress`),
    api.send<MeasurementSnapshot>('POST', `/api/v1/notices/${noticeId}/measurements`, {}),
    fetch(`${captureUrl}/captured/counts`).then((answer) => answer.json() as Promise<CapturedCounts>),
  ]);
  // Asked last, since it stands on the measurement that was just made.
  const { hold, feedback } = (await api.get<JsonOf<IncidentReport>>(`/api/v1/incidents/${incidentId}/report`)).figures;
  const { firstWord } = result;
  const known = firstWord.kind === 'first-word' ? firstWord : null;
  const horizon = known?.at.filter((at) => at.complete).at(-1);
  return {
    sum: progress.sum,
    p50Minutes: known ? minutesOf(known.median) : null,
    p95Minutes: known ? minutesOf(known.p95) : null,
    pressReportedMinutes: result.pressReportedAt === null ? null : (Date.parse(result.pressReportedAt) - Date.parse(result.declaredAt)) / 60_000,
    firstWord: horizon ? { hours: horizon.hours, rate: horizon.toldFirst.share, low: horizon.toldFirst.low, high: horizon.toldFirst.high } : null,
    avoided: avoidedOf(result.avoided),
    hold: hold.kind === 'computed' ? hold : { kind: 'none', why: hold.why },
    answers: feedback[0] ? answersOf(feedback[0].served) : null,
    arrived: { mails: counts.mail.total, texts: counts.sms.total, twice: counts.mail.repeatedForNotice + counts.sms.repeatedBody },
  };
}

const minutesOf = (minutes: JsonOf<MinutesToWord>): number | null => (minutes.kind === 'reached' ? minutes.minutes : null);

function avoidedOf(avoided: JsonOf<AvoidedCalls>): ReportInput['avoided'] {
  if (avoided.kind === 'estimate') return { ...avoided, ...avoided.calls };
  if (avoided.kind === 'not-measurable') return { kind: 'none', why: `it can't be measured (${avoided.reason.code})` };
  return { kind: 'none', why: `not enough data (${avoided.reasons.map((reason) => ('have' in reason ? `${reason.code}: ${reason.have} of ${reason.need}` : reason.code)).join(', ')})` };
}

const answersOf = (served: JsonOf<Served | TooFewAnswers>): ReportInput['answers'] =>
  served.kind === 'share' ? { asked: served.response.of, answered: served.response.count, served: served.served } : { asked: served.asked, answered: served.answered, served: null };
