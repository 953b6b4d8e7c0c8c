import { Injectable } from '@nestjs/common';
import { BrandService } from '../../declare/brand.service.js';
import { AlertContacts } from '../../platform/alerts/on-call/alert-contacts.js';
import { People } from '../../platform/auth/people.js';
import { type Role } from '../../kernel/actor.js';
import { type ImportRun, ImportRuns } from '../../platform/imports/import-runs.js';
import { mayDo, type Viewer } from '../page/viewer.js';
import { grouped, type Tone } from '../page/words.js';

/** A step on the way to the first incident. */
export interface FirstStep {
  readonly title: string;
  readonly why: string;
  readonly tag: { readonly label: string; readonly tone: Tone };
  /** What is there already; null where nothing is. */
  readonly found: string | null;
  /** null where the viewer can't do it: `who` says whose work it is. */
  readonly action: { readonly href: string; readonly label: string } | null;
  readonly who: string;
  /** The first that is not done: what to do now. */
  readonly isNext: boolean;
}

const RUNS = 50;
const DONE = { label: 'done', tone: 'good' } as const;

/** The way from an empty database to the first word: who speaks, to whom, by what, with a second person to sign and somebody to hear of alerts. */
@Injectable()
export class FirstSteps {
  constructor(
    private readonly brands: BrandService,
    private readonly imports: ImportRuns,
    private readonly people: People,
    private readonly contacts: AlertContacts,
  ) {}

  async of(viewer: Viewer): Promise<readonly FirstStep[]> {
    const [brands, runs, approvers, { length: listed }] = await Promise.all([this.brands.list(), this.imports.list(RUNS), this.approvers(), this.contacts.list()]);
    const mayImport = mayDo(viewer, 'ops', 'commander', 'admin');
    const steps = [
      step('Say who speaks', 'The name, domain and telephone number that customers will see. Everything that is sent comes from there.',
        { found: brands.length === 0 ? null : brands.map(({ name, domain }) => `${name} (${domain})`).join(', '), may: mayDo(viewer, 'admin'), href: '/settings/brands', action: 'Say who speaks', who: 'An administrator does this.' }),
      step('Bring in customers', 'A file of names, addresses and numbers, as CSV or NDJSON. Rows that can’t be read are listed, with the reason.',
        { ...imported(runs, 'customers', 'customers'), may: mayImport, href: '/imports', action: 'Import customers', who: 'The ops lead, a commander or an administrator does this.' }),
      step('Bring in purchases', 'And logins, shipments or devices: dated facts that link a customer to the business. They say who is affected, and why.',
        { ...imported(runs, 'touchpoints', 'purchases and other touchpoints'), may: mayImport, href: '/imports?bring=touchpoints', action: 'Import purchases', who: 'The ops lead, a commander or an administrator does this.' }),
      step('Add a second person', 'Whoever writes a notice can’t approve it: somebody else has to be able to sign.',
        { found: approvers === 0 ? null : `${grouped(approvers)} ${approvers === 1 ? 'person' : 'people'} can approve`, may: mayDo(viewer, 'admin'), href: '/people', action: 'Add people', who: 'An administrator does this.' }),
      step('Say who is alerted', 'When something is wrong with Firstword itself, by night too, somebody has to hear of it: by mail, by text, one after the other.',
        { found: listed === 0 ? null : `${grouped(listed)} ${listed === 1 ? 'person is' : 'people are'} on the list`, may: mayDo(viewer, 'commander', 'ops', 'admin'), href: '/settings/alerts', action: 'Say who is alerted', who: 'A commander, the ops lead or an administrator does this.' }),
      step('Declare an incident', 'What happened, what you do, what people can do. Saving it sends nothing.',
        { found: null, may: mayDo(viewer, 'commander'), href: '/incidents/new', action: 'Declare an incident', who: 'A commander does this.' }),
    ];
    const next = steps.findIndex(({ found }) => found === null);
    return steps.map((one, index) => ({ ...one, isNext: index === next }));
  }

  /** Who can sign what somebody else has written, in whatever brand: legal can't, nor can the only one who writes. */
  private async approvers(): Promise<number> {
    const active = (await this.people.list()).filter(({ disabledAt }) => disabledAt === null);
    const may = (role: Role) => active.filter(({ roles, brandRoles }) => [roles, ...Object.values(brandRoles)].some((some) => some.includes(role)));
    const writers = [...may('commander'), ...may('author')];
    return may('approver').filter(({ id }) => writers.some((writer) => writer.id !== id)).length;
  }
}

interface Standing {
  readonly found: string | null;
  readonly tag?: FirstStep['tag'];
  readonly may: boolean;
  readonly href: string;
  readonly action: string;
  readonly who: string;
}

function step(title: string, why: string, { found, tag, may, href, action, who }: Standing): Omit<FirstStep, 'isNext'> {
  return { title, why, found, tag: found !== null ? DONE : (tag ?? { label: 'to do', tone: '' }), action: may ? { href, label: action } : null, who };
}

/** What came in with the files of a kind; one that is being read is not there yet. */
function imported(runs: readonly ImportRun[], kind: string, what: string): Pick<Standing, 'found'> & { tag?: FirstStep['tag'] } {
  const own = runs.filter((run) => run.kind === kind);
  const rows = own.filter(({ state }) => state === 'done').reduce((sum, { counts }) => sum + counts.inserted, 0);
  if (rows > 0) return { found: `${grouped(rows)} ${what}` };
  return own.some(({ state }) => state === 'running') ? { found: null, tag: { label: 'being read', tone: 'info' } } : { found: null };
}
