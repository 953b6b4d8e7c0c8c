import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Playbook, Templates } from '../../compose/contract.js';
import { PlaybookLibrary } from '../../compose/playbook-library.service.js';
import { INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { KINDS } from '../page/words.js';
import { PLAYBOOK_LABELS, playbookFields, playbookParts, typedPlaybook } from './playbook-form.js';
import { comparedParts } from './templates.presenter.js';
import { compareChoices, reviewBox, SUPPLIED, versionRows, WORDING_STATES } from './versions.presenter.js';

const kindParam = z.enum(INCIDENT_KINDS);
const version = z.coerce.number().int().min(0).max(1_000_000);
const versionQuery = z.object({ version: version.optional().catch(undefined) });
const compareQuery = z.object({ from: version.optional().catch(undefined), to: version.optional().catch(undefined) });
const hrefOf = (kind: IncidentKind): string => `/playbooks/${kind}`;

/** What was typed and not taken, and why. */
interface Typed {
  readonly playbook?: Playbook;
  readonly json?: string;
  readonly note?: string;
  readonly faults?: readonly Fault[];
  readonly status?: number;
}

/** What each kind of incident starts from: written in a form or as JSON, reviewed, compared and fetched back. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor')
@Controller('playbooks')
export class PlaybooksPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly library: PlaybookLibrary,
    private readonly templates: Templates,
  ) {}

  @Get()
  async list(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const rows = (await this.library.list()).map(({ kind, newest, inUse, state }) => ({
      href: hrefOf(kind), label: KINDS[kind].label, hint: KINDS[kind].hint, name: newest?.name ?? null, madeAt: newest?.madeAt ?? null,
      state: newest === null ? SUPPLIED : WORDING_STATES[state], version: newest === null ? '–' : `version ${newest.version}`,
      inUse: newest !== null && state !== 'in-use' ? (inUse === 0 ? 'in use: as supplied' : `in use: version ${inUse}`) : null,
    }));
    sendPage(reply, this.pages.page(viewer, 'playbooks', 'Playbooks', { rows, hasOwn: rows.some(({ madeAt }) => madeAt !== null), zone: this.pages.zone }));
  }

  @Get(':kind')
  async one(@Param('kind', { schema: kindParam }) kind: IncidentKind, @Query({ schema: versionQuery }) { version: shown }: z.output<typeof versionQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, kind, shown);
  }

  @Post(':kind')
  @AllowRoles('commander', 'author')
  async save(@Param('kind', { schema: kindParam }) kind: IncidentKind, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const [after, note] = [Number(form.text('after')), form.text('note').slice(0, 300)];
    const typed = typedPlaybook(form, await this.library.content(kind, after), this.templates.locales());
    await this.act(reply, viewer, kind, () => this.library.save(viewer.actor, kind, after, typed, note), { playbook: typed as Playbook, note });
  }

  /** The same as JSON. */
  @Post(':kind/json')
  @AllowRoles('commander', 'author')
  async saveJson(@Param('kind', { schema: kindParam }) kind: IncidentKind, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const [json, note] = [form.text('json'), form.text('note').slice(0, 300)];
    const read = parsed(json);
    if ('fault' in read) return this.show(reply, viewer, kind, undefined, { json, note, faults: [`This is no JSON: ${read.fault}.`], status: 422 });
    await this.act(reply, viewer, kind, () => this.library.save(viewer.actor, kind, Number(form.text('after')), read.value, note), { json, note });
  }

  @Post(':kind/restore')
  @AllowRoles('commander', 'author')
  async restore(@Param('kind', { schema: kindParam }) kind: IncidentKind, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    await this.act(reply, viewer, kind, () => this.library.restore(viewer.actor, kind, Number(form.text('after')), Number(form.text('version'))));
  }

  @Post(':kind/decide')
  @AllowRoles('approver', 'legal')
  async decide(@Param('kind', { schema: kindParam }) kind: IncidentKind, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const decision = form.text('decision') === 'reviewed' ? 'reviewed' : 'returned';
    await this.act(reply, viewer, kind, () => this.library.decide(viewer.actor, kind, Number(form.text('version')), decision, form.text('reason').slice(0, 500)));
  }

  @Get(':kind/compare')
  async compare(@Param('kind', { schema: kindParam }) kind: IncidentKind, @Query({ schema: compareQuery }) asked: z.output<typeof compareQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { versions, newest } = await this.library.one(kind);
    const to = asked.to ?? newest?.version ?? 0;
    const from = asked.from ?? Math.max(0, to - 1);
    const [before, after] = (await Promise.all([this.library.content(kind, from), this.library.content(kind, to)])).map(playbookParts);
    const title = `Playbook: ${KINDS[kind].label}`;
    const data = { here: hrefOf(kind), title, trail: '/playbooks', trailLabel: 'Playbooks', from: compareChoices(versions, from), to: compareChoices(versions, to), parts: comparedParts(before!, after!, PLAYBOOK_LABELS), isSame: from === to };
    sendPage(reply, this.pages.page(viewer, 'versions-compared', `${title}: what changed`, data));
  }

  private async act(reply: FastifyReply, viewer: Viewer, kind: IncidentKind, work: () => Promise<unknown>, typed: Typed = {}): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, kind, undefined, { ...typed, faults, status });
    }
    seeOther(reply, hrefOf(kind));
  }

  private async show(reply: FastifyReply, viewer: Viewer, kind: IncidentKind, asked: number | undefined, { playbook, json, note = '', faults = [], status = 200 }: Typed = {}): Promise<void> {
    const { versions, newest: last } = await this.library.one(kind);
    const newest = last?.version ?? 0;
    const shown = asked ?? newest;
    const known = await this.library.content(kind, shown);
    const data = {
      title: `Playbook: ${KINDS[kind].label}`, hint: KINDS[kind].hint, here: hrefOf(kind), faults, note, newest, isOld: shown !== newest,
      mayEdit: mayDo(viewer, 'commander', 'author') && shown === newest, mayRestore: mayDo(viewer, 'commander', 'author'),
      ...playbookFields(playbook ?? known, this.templates.locales(), this.templates.labels(this.templates.locales()[0]!)),
      asJson: json ?? JSON.stringify(playbook ?? known, null, 2), jsonTyped: json !== undefined,
      review: reviewBox(viewer, versions), versions: versionRows(versions, shown, hrefOf(kind)), zone: this.pages.zone,
    };
    sendPage(reply, this.pages.page(viewer, 'playbook', data.title, data), status);
  }
}

function parsed(json: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(json) as unknown };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}
