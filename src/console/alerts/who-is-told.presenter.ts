import type { Telling } from '../../platform/alerts/on-call/case.records.js';
import type { Contact, Rhythm } from '../../platform/alerts/on-call/on-call.js';
import { zoneInWords } from '../../kernel/zone-name.js';
import type { Person } from '../../platform/auth/people.js';
import { zoneChoices } from '../page/choices.js';
import { type Fault } from '../page/fault.js';
import type { Form } from '../page/form.js';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const WAYS = [['email', 'e-mail'], ['sms', 'SMS']] as const;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** As contacts say it: from midnight to midnight. */
const ALL_DAY = { fromTime: '00:00', untilTime: '00:00' };

type Fields = Omit<Contact, 'id' | 'name' | 'position'>;

/** What the form sends, for the schema of the API to judge. */
export function typedContact(form: Form, zone: string): Record<string, unknown> {
  return {
    personId: form.text('personId'), brandId: form.text('brandId') || null, phone: form.text('phone') || null, criticalBy: form.all('criticalBy'), warningBy: form.all('warningBy'),
    days: form.all('days').map(Number), ...(form.text('allDay') === 'yes' ? ALL_DAY : { fromTime: form.text('fromTime'), untilTime: form.text('untilTime') }), zone: form.text('zone') || zone,
  };
}

const fieldsOf = ({ personId, brandId, phone, criticalBy, warningBy, days, fromTime, untilTime, zone }: Fields, people: readonly Person[], brands: readonly { id: string; name: string }[]) => ({
  phone, fromTime, untilTime, allDay: fromTime === untilTime && fromTime !== '', zones: zoneChoices(zone),
  people: people.filter(({ disabledAt, id }) => disabledAt === null || id === personId).map(({ id, name }) => ({ id, name, selected: id === personId })),
  brands: brands.map(({ id, name }) => ({ id, name, selected: id === brandId })),
  critical: WAYS.map(([value, label]) => ({ value, label, checked: criticalBy.includes(value) })),
  warning: WAYS.map(([value, label]) => ({ value, label, checked: warningBy.includes(value) })),
  days: DAYS.map((label, index) => ({ label, value: index + 1, checked: days.includes(index + 1) })),
});

const ways = (by: readonly string[]): string => WAYS.filter(([value]) => by.includes(value)).map(([, label]) => label).join(' and ') || 'not alerted';
const hours = ({ days, fromTime, untilTime, zone }: Fields): string => {
  const on = days.length === 7 ? 'every day' : DAYS.filter((_, index) => days.includes(index + 1)).join(', ');
  return fromTime === untilTime ? `${on}, day and night` : `${on}, ${fromTime} to ${untilTime} (${zoneInWords(zone)})`;
};

const OUTCOMES = { sent: { label: 'sent', tone: 'good' }, 'not-sent': { label: 'did not leave', tone: 'bad' }, waiting: { label: 'on its way', tone: 'info' } } as const;

export interface WhoIsTold {
  readonly contacts: readonly Contact[];
  readonly rhythm: Rhythm;
  readonly people: readonly Person[];
  readonly brands: readonly { readonly id: string; readonly name: string }[];
  readonly typed: Partial<Fields> | null;
  /** Of the viewer's last test. */
  readonly test: readonly Telling[];
  readonly mayEdit: boolean;
  readonly faults: readonly Fault[];
  readonly zone: string;
}

export function whoIsToldPage({ contacts, rhythm, people, brands, typed, test, mayEdit, faults, zone }: WhoIsTold) {
  const blank: Fields = { personId: '' as Contact['personId'], brandId: null, phone: null, criticalBy: ['email'], warningBy: ['email'], days: EVERY_DAY, ...ALL_DAY, zone };
  const brandName = (id: string | null): string => (id === null ? 'every sender' : (brands.find((brand) => brand.id === id)?.name ?? id));
  return {
    faults, zone, rhythm, mayEdit, isEmpty: contacts.length === 0, tellsCritical: contacts.some(({ criticalBy }) => criticalBy.length > 0),
    contacts: contacts.map((one, index) => ({ ...fieldsOf(one, people, brands), id: one.id, name: one.name, no: index + 1, isFirst: index === 0, of: brandName(one.brandId), criticalWays: ways(one.criticalBy), warningWays: ways(one.warningBy), hours: hours(one) })),
    fresh: fieldsOf({ ...blank, ...typed }, people, brands),
    test: test.map(({ channel, outcome, toldAt }) => ({ channel: channel === 'email' ? 'E-mail' : 'SMS', toldAt, ...OUTCOMES[outcome ?? 'waiting'] })),
  };
}
