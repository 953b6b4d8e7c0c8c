import { deepStrictEqual, partialDeepStrictEqual } from 'node:assert/strict';
import type { NoticeView } from '../../src/approve/notice.service.js';
import type { PreflightView } from '../../src/approve/preflight.service.js';
import { OUTCOMES, type Outcome } from '../../src/deliver/contract.js';
import type { Progress } from '../../src/deliver/progress.service.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import { eventually } from './capture-fixture.js';
import type { ThreadClient } from './thread.client.js';

export type NoticeJson = JsonOf<NoticeView>;
export type ProgressJson = JsonOf<Progress>;

const LOOK_MS = 40;

/** What people do with a notice, over and over, through the API. */
export class NoticeDesk {
  constructor(
    private readonly author: ThreadClient,
    private readonly approver: ThreadClient,
    private readonly lead: ThreadClient,
  ) {}

  view(id: string): Promise<NoticeJson> {
    return this.author.get<NoticeJson>(`/api/v1/notices/${id}`);
  }

  /** Renders everyone; the timer does it. */
  async prove(id: string): Promise<JsonOf<PreflightView>> {
    await this.author.post(`/api/v1/notices/${id}/preflight`);
    const look = () => this.author.get<JsonOf<PreflightView>>(`/api/v1/notices/${id}/preflight`);
    return eventually(look, ({ state }) => state !== 'queued' && state !== 'running', LOOK_MS);
  }

  /** The lead of the contact centre has read the briefing, and gives it to the agents. */
  async brief(id: string): Promise<void> {
    const { hash } = await this.lead.get<{ hash: string }>(`/api/v1/notices/${id}/briefing`);
    partialDeepStrictEqual(await this.lead.post(`/api/v1/notices/${id}/briefing/confirm`, { briefing: hash }), { state: 'given' });
  }

  /** From a draft to what an approver can sign. */
  async submit(id: string): Promise<{ readonly planHash: string; readonly people: number }> {
    partialDeepStrictEqual(await this.prove(id), { state: 'passed', failures: 0, stale: false });
    const { planHash } = await this.author.post<{ planHash: string }>(`/api/v1/notices/${id}/submit`);
    await this.brief(id);
    const { audience } = await this.view(id);
    return { planHash, people: audience.counts.members };
  }

  /** From a draft to a notice that may go out. */
  async approve(id: string): Promise<void> {
    const signing = await this.submit(id);
    partialDeepStrictEqual(await this.approver.post(`/api/v1/notices/${id}/approve`, signing), { id, state: 'approved' });
  }

  /** Looks until it holds. The sum must hold at every look, and must be that of all members. */
  async watch(id: string, members: number, until: (progress: ProgressJson) => boolean): Promise<ProgressJson> {
    const look = async () => {
      const { status, body } = await this.author.ask<ProgressJson>('GET', `/api/v1/notices/${id}/progress`);
      if (status === 200) expectSum(body, members);
      else partialDeepStrictEqual(body, { code: 'dispatch-not-found' });
      return { status, body };
    };
    return (await eventually(look, ({ status, body }) => status === 200 && until(body), LOOK_MS)).body;
  }

  finished(id: string, members: number): Promise<ProgressJson> {
    return this.watch(id, members, ({ dispatch }) => dispatch.state === 'finished');
  }
}

/** Every member has one outcome, here and in each wave. */
export function expectSum({ sum, waves }: ProgressJson, members: number): void {
  const total = (outcomes: Partial<Record<Outcome, number>>): number => OUTCOMES.reduce((so, outcome) => so + (outcomes[outcome] ?? 0), 0);
  const seen = { adds: sum.adds, members: sum.members, total: total(sum.outcomes), inWaves: waves.reduce((so, wave) => so + total(wave.outcomes), 0) };
  deepStrictEqual(seen, { adds: true, members, total: members, inWaves: members });
}

/** What is still on its way: not settled, or with a provider that will say more. */
export const underWay = ({ sum: { outcomes } }: ProgressJson): number => outcomes.pending + outcomes.sending;
