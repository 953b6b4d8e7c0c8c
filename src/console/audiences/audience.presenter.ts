import { type AudiencePreview } from '../../audience/audience.service.js';
import { type FrozenAudience, type Member, type MemberReasons } from '../../audience/contract.js';
import { type Labels } from '../../compose/contract.js';
import { type Incident } from '../../declare/contract.js';
import { languageName } from '../page/words.js';
import { ranked } from '../notices/preflight.presenter.js';
import { type AudienceFields } from './audience-form.js';

/** A list of references as the form offers it. */
export interface OfferedList {
  readonly id: string;
  readonly name: string;
  readonly total: number;
  readonly found: number;
}

export interface AudienceShown {
  readonly incident: Incident;
  readonly fields: AudienceFields;
  readonly lists: readonly OfferedList[];
  readonly touchpointKinds: readonly string[];
  readonly preview: AudiencePreview | null;
  readonly labels: Labels;
  readonly zone: string;
  readonly faults: readonly string[];
}

export function audiencePage({ incident, fields, lists, touchpointKinds, preview, labels, zone, faults }: AudienceShown) {
  return {
    incident, zone, faults, touchpointKinds,
    values: fields,
    hasLists: lists.length > 0,
    lists: [{ value: '', label: 'no list', selected: fields.listId === '' }, ...lists.map((list) => ({ value: list.id, label: `${list.name} (${list.found.toLocaleString('en-US')} of ${list.total.toLocaleString('en-US')} known)`, selected: list.id === fields.listId }))],
    combines: [{ value: 'union', label: 'in either' }, { value: 'intersection', label: 'in both' }].map((choice) => ({ ...choice, selected: choice.value === fields.combine })),
    preview: preview && {
      counts: preview.counts,
      locales: ranked(preview.counts.byLocale).map(([locale, count]) => ({ name: languageName(locale), count })),
      regions: ranked(preview.counts.byRegion).slice(0, 12).map(([region, count]) => ({ name: region === 'unknown' ? 'not known' : region, count })),
      moreRegions: Math.max(0, Object.keys(preview.counts.byRegion).length - 12),
      examples: preview.examples.map((example) => ({ ...person(example), name: [example.firstName, example.lastName].filter(Boolean).join(' '), ...reasonsOf(example.reasons, labels), reach: reachedBy(example.hasEmail, example.hasPhone) })),
    },
  };
}

/** A page of the frozen members, in their random order. */
export function frozenPage(audience: FrozenAudience, incident: Pick<Incident, 'id' | 'reference' | 'title'>, members: readonly Member[], after: number, labels: Labels, zone: string) {
  const last = members.at(-1)?.position ?? after;
  return {
    audience, incident, zone,
    locales: ranked(audience.counts.byLocale).map(([locale, count]) => ({ name: languageName(locale), count })),
    from: members[0] ? members[0].position + 1 : 0,
    until: last + 1,
    members: members.map((member) => ({ ...person(member), position: member.position + 1, ...reasonsOf(member.reasons, labels), reach: reachedBy(member.email !== null, member.phone !== null) })),
    next: last + 1 < audience.counts.members && members.length > 0 ? last : null,
    isFirst: after < 0,
  };
}

const person = ({ reference, locale, region }: { readonly reference: string; readonly locale: string | null; readonly region: string | null }) => ({ reference, language: languageName(locale), region: region ?? '' });

const reachedBy = (email: boolean, phone: boolean): string => [email ? 'e-mail' : '', phone ? 'SMS' : ''].filter(Boolean).join(', ') || 'unreachable';

const BY: Readonly<Record<MemberReasons['by'][number], string>> = { rule: 'by the rule', list: 'on the list', 'told-before': 'told before' };

function reasonsOf({ touchpoints, more, data, by }: MemberReasons, labels: Labels) {
  return {
    touchpoints: touchpoints.map(({ kind, label, occurredAt }) => ({ label: label ?? kind, occurredAt })),
    more,
    data: data.map((code) => labels.dataClasses[code] ?? code).join(', '),
    by: by.map((each) => BY[each]).join(', '),
  };
}
