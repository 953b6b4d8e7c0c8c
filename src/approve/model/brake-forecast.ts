import type { NoticeType } from '../contract.js';

/** What the incident has sent so far, as the storm brake will count it. */
export interface BrakeFigures {
  /** People of this audience who have had as many notices of the incident in a day as a person may. */
  readonly people: number;
  /** Notices of the incident that started within the hour. */
  readonly notices: number;
  /** Messages of the incident, ever. */
  readonly messages: number;
}

export interface BrakeLimits {
  readonly noticesAPerson: number;
  readonly noticesAnHour: number;
  readonly incidentMessages: number;
  readonly companyMessagesAnHour: number;
}

/** What the storm brake would do to a notice, were it sent now. */
export interface BrakeForecast {
  /** Who would wait, since they were told often enough today. */
  readonly people: number;
  /** Each a sentence: what would hold the whole notice until a commander lets it go on. */
  readonly holds: readonly string[];
}

const whole = (value: number): string => value.toLocaleString('en-US');

/** @param messages  What this notice would send. */
export function brakeForecast(type: NoticeType, messages: number, figures: BrakeFigures, limits: BrakeLimits): BrakeForecast {
  const exempt = type === 'correction';
  const holds = [
    !exempt && figures.notices >= limits.noticesAnHour
      ? `${whole(figures.notices)} notices of this incident have started within the hour, and ${whole(limits.noticesAnHour)} may.`
      : null,
    figures.messages + messages > limits.incidentMessages
      ? `With these ${whole(messages)} messages the incident comes to ${whole(figures.messages + messages)}, and ${whole(limits.incidentMessages)} may leave.`
      : null,
    messages > limits.companyMessagesAnHour
      ? `It has ${whole(messages)} messages, and the company may send ${whole(limits.companyMessagesAnHour)} in an hour: it stops there.`
      : null,
  ].filter((hold) => hold !== null);
  return { people: exempt ? 0 : figures.people, holds };
}
