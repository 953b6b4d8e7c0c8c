import { type Actor, mayAct, type Role } from '../../kernel/actor.js';

export interface NavItem {
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
  /** Set up once, or read now and then: it stands in the menu, so that what people do on the day fits into a row. */
  readonly isLater: boolean;
}

export interface Menu {
  readonly nav: readonly NavItem[];
  readonly more: readonly NavItem[];
}

interface Destination {
  readonly label: string;
  readonly href: string;
  /** Paths that belong to it, besides its own. */
  readonly also: readonly string[];
  readonly roles: readonly Role[] | null;
}

const DESTINATIONS: readonly Destination[] = [
  { label: 'Incidents', href: '/incidents', also: ['/notices', '/audiences'], roles: null },
  { label: 'Exercises', href: '/exercises', also: [], roles: ['commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin'] },
  { label: 'Desk', href: '/desk', also: [], roles: ['agent', 'commander'] },
  { label: 'Customers', href: '/customers', also: ['/suppressions'], roles: ['commander', 'ops', 'legal', 'admin'] },
  { label: 'Imports', href: '/imports', also: ['/contact-centre'], roles: ['ops', 'commander', 'admin'] },
  { label: 'Templates', href: '/templates', also: [], roles: ['commander', 'author', 'approver', 'legal', 'auditor'] },
  { label: 'Playbooks', href: '/playbooks', also: [], roles: ['commander', 'author', 'approver', 'legal', 'ops', 'auditor'] },
  { label: 'Outbox', href: '/outbox', also: [], roles: null },
  { label: 'In doubt', href: '/doubts', also: [], roles: ['commander', 'approver', 'legal', 'ops', 'auditor'] },
  { label: 'Health', href: '/operations', also: [], roles: ['commander', 'approver', 'legal', 'ops', 'auditor', 'admin'] },
  { label: 'Phones', href: '/settings/phones', also: [], roles: ['commander', 'approver', 'ops', 'auditor', 'admin'] },
  { label: 'Who speaks', href: '/settings/brands', also: [], roles: null },
  { label: 'Who is alerted', href: '/settings/alerts', also: [], roles: ['commander', 'ops', 'auditor', 'admin'] },
  { label: 'Law', href: '/law', also: [], roles: ['legal', 'approver', 'auditor', 'admin'] },
  { label: 'Audit', href: '/audit', also: [], roles: ['auditor', 'admin'] },
  { label: 'Webhooks', href: '/settings/webhooks', also: [], roles: ['admin', 'auditor'] },
  { label: 'People and keys', href: '/people', also: ['/stranded'], roles: ['admin'] },
];

const ON_THE_DAY = new Set(['/incidents', '/desk', '/customers', '/imports', '/templates', '/doubts', '/operations']);

/** Where the actor can go; the outbox is there only while something is captured. */
export function navOf(actor: Actor, path: string, captures: boolean): readonly NavItem[] {
  return DESTINATIONS.filter(({ href, roles }) => (href !== '/outbox' || captures) && (roles === null || mayAct(actor, roles))).map(({ label, href, also }) => ({
    label,
    href,
    isLater: !ON_THE_DAY.has(href),
    current: [href, ...also].some((place) => path === place || path.startsWith(`${place}/`)),
  }));
}

/** The same in a row, and what opens below it. */
export function menuOf(items: readonly NavItem[]): Menu {
  return { nav: items.filter(({ isLater }) => !isLater), more: items.filter(({ isLater }) => isLater) };
}
