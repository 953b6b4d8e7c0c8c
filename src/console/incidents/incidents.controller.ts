import { Controller, Get, Header, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { INCIDENT_KINDS, type Incident, SEVERITIES } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { sightOf } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { LawClocksService } from '../../measure/law-clocks.service.js';
import { AsksBrands } from '../../platform/auth/access.js';
import { Alerts } from '../../platform/alerts/alerts.js';
import { Clock } from '../../platform/clock/clock.js';
import { Declarations } from '../declare/declarations.js';
import { incidentsList } from '../list/console-lists.js';
import { type Columns, everyPage, ListFiles } from '../list/list-files.js';
import { pagingOf } from '../list/paging.js';
import { wayOf } from '../list/way.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { KINDS, SEVERITY_LABELS } from '../page/words.js';
import { WATCHERS } from '../room/watcher.js';
import { FirstSteps } from './first-steps.js';
import { incidentRow, type ListedIncident } from './incident.presenter.js';
import { KnownNotices } from './known-notices.js';
import { WaitingDesk } from './waiting.js';

const PAGE = 25;
const ALERTS_LOOKED_AT = 200;
const COLUMNS: Columns<Incident> = {
  reference: ({ reference }) => reference, title: ({ title }) => title, kind: ({ kind }) => kind, severity: ({ severity }) => severity, state: ({ status }) => status, brand: ({ brandId }) => brandId,
  declared_at: ({ declaredAt }) => declaredAt, discovered_at: ({ discoveredAt }) => discoveredAt, closed_at: ({ closedAt }) => closedAt, simulated: ({ simulated }) => simulated,
};
const STATES = ['open', 'closed', 'all'] as const;
const STATE_LABELS = { open: 'Open', closed: 'Closed', all: 'All' } as const satisfies Record<(typeof STATES)[number], string>;

const listQuery = z.object({
  state: z.enum(STATES).catch('open'),
  kind: z.enum(INCIDENT_KINDS).optional().catch(undefined),
  severity: z.enum(SEVERITIES).optional().catch(undefined),
  words: z.string().trim().max(100).catch(''),
  after: z.uuid().transform((id) => id as IncidentId).optional().catch(undefined),
  start: z.string().optional().catch(undefined),
  back: z.string().optional().catch(undefined),
});
type ListQuery = z.output<typeof listQuery>;
/** Of a query: its first page. */
const FIRST = { after: undefined, start: undefined, back: undefined } as const;

/** Where everybody begins: what waits for me, what is open, and how its clocks stand. */
@ApiExcludeController()
@Controller('incidents')
export class IncidentsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly known: KnownNotices,
    private readonly waiting: WaitingDesk,
    private readonly steps: FirstSteps,
    private readonly alerts: Alerts,
    private readonly law: LawClocksService,
    private readonly clock: Clock,
    private readonly files: ListFiles,
    private readonly declarations: Declarations,
  ) {}

  @Get()
  @AsksBrands()
  async list(@Query({ schema: listQuery }) query: ListQuery, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { state, kind, severity, words, after } = query;
    const sight = sightOf(viewer.actor);
    const found = await this.incidents.search({ ...sight, status: state === 'all' ? undefined : state, kind, severity, words: words || undefined, after, limit: PAGE + 1 });
    const shown = await this.listed(found.slice(0, PAGE));
    const isFirst = found.length === 0 && (await this.incidents.search({ ...sight, limit: 1 })).length === 0;
    const data = {
      zone: this.pages.zone, mayDeclare: mayDo(viewer, 'commander'), mayWatch: mayDo(viewer, ...WATCHERS),
      incidents: shown.map((one) => incidentRow(one, this.clock.now())),
      waiting: [...(await this.begun(viewer)), ...(await this.waiting.of(viewer, shown.filter(({ incident }) => incident.status === 'open')))],
      filters: filtersOf(query),
      csv: addressOf({ ...query, ...FIRST }, '/incidents/incidents.csv'),
      paging: pagingOf({
        noun: 'incidents', way: wayOf(after ?? null, query), rows: shown.length,
        next: found.length > PAGE ? found[PAGE - 1]!.id : null, address: (place) => addressOf({ ...query, ...FIRST, after: (place ?? undefined) as IncidentId | undefined }),
      }),
      steps: isFirst ? await this.steps.of(viewer) : null,
    };
    sendPage(reply, this.pages.page(viewer, 'incidents', 'Incidents', data));
  }

  @Get('incidents.csv')
  @AsksBrands()
  @Header('cache-control', 'no-store')
  async file(@Query({ schema: listQuery }) query: ListQuery, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const { state, kind, severity, words } = query;
    const wanted = { ...sightOf(viewer.actor), status: state === 'all' ? undefined : state, kind, severity, words: words || undefined };
    const rows = everyPage<Incident>(({ id }) => id, (after, limit) => this.incidents.search({ ...wanted, after: (after ?? undefined) as IncidentId | undefined, limit }));
    const asked = incidentsList.asked({ state, kind: kind ?? '', severity: severity ?? '', words });
    return this.files.take(viewer, incidentsList, asked, { columns: COLUMNS, rows });
  }

  /** A declaration that he began and did not send off. */
  private async begun(viewer: Viewer): Promise<readonly { readonly label: string; readonly href: string }[]> {
    const standing = mayDo(viewer, 'commander') ? await this.declarations.standing(viewer) : null;
    return standing === null ? [] : [{ label: `Go on with the declaration that you began (${KINDS[standing.content.kind].label})`, href: '/incidents/new/what' }];
  }

  private async listed(incidents: readonly Incident[]): Promise<readonly ListedIncident[]> {
    const alerts = incidents.some(({ status }) => status === 'open') ? await this.alerts.list({ live: true, limit: ALERTS_LOOKED_AT }) : [];
    const notices = await this.known.ofIncidents(incidents.filter(({ status }) => status === 'open').map(({ id }) => id));
    const boards = await this.law.boards(incidents);
    return incidents.map((incident, index) => ({
      incident, law: boards[index]!.clocks, notices: notices.get(incident.id) ?? [], alerts: alerts.filter(({ incidentId }) => incidentId === incident.id).length,
    }));
  }
}

/** The form as it was sent, and tabs that keep the rest of it. */
function filtersOf(query: ListQuery) {
  const { state, kind, severity, words } = query;
  return {
    state, words,
    isNarrowed: kind !== undefined || severity !== undefined || words !== '',
    tabs: STATES.map((one) => ({ label: STATE_LABELS[one], href: addressOf({ ...query, ...FIRST, state: one }), current: one === state })),
    kinds: INCIDENT_KINDS.map((value) => ({ value, label: KINDS[value].label, selected: value === kind })),
    severities: SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value], selected: value === severity })),
  };
}

function addressOf(query: ListQuery, path = '/incidents'): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
  return `${path}?${new URLSearchParams(given).toString()}`;
}
