import type { AudienceId } from '../../src/kernel/ids.js';
import { affected, AFFECTED_RULE, BRAND, BREACH, chosenAddress, customersCsv, FACTS, purchases, purchasesCsv, type Shopper, shoppers } from './thread.company.js';
import { type Employee, startThread, type ThreadApp, type ThreadOptions } from './thread.app.js';
import { NoticeDesk } from './thread.desk.js';

export interface Story extends ThreadApp {
  readonly commander: Employee;
  readonly author: Employee;
  readonly approver: Employee;
  readonly ops: Employee;
  readonly auditor: Employee;
  readonly desk: NoticeDesk;
  readonly people: readonly Shopper[];
  /** Every address that somebody affected is written to first, once each, in order. */
  readonly addresses: readonly string[];
  readonly incident: { readonly id: string; readonly revision: number };
  readonly audienceId: AudienceId;
  /** A draft to everybody affected. */
  draft(content?: Readonly<Record<string, unknown>>): Promise<string>;
}

/** The company's files are in, the breach is declared, those whom it touches are frozen; nobody has been told. */
export async function startStory(options: ThreadOptions, facts: object = FACTS): Promise<Story> {
  const app = await startThread(options);
  const [commander, author, approver, ops, auditor] = [await app.hire('commander'), await app.hire('author'), await app.hire('approver'), await app.hire('ops'), await app.hire('auditor')];
  const customers = shoppers();
  const bought = purchases(customers);
  const people = affected(customers, bought);
  await app.admin.put(`/api/v1/brands/${BRAND.id}`, BRAND);
  await ops.post('/api/v1/imports/customers', customersCsv(customers));
  await ops.post('/api/v1/imports/touchpoints', purchasesCsv(bought));
  const incident = await commander.post<{ id: string; revision: number }>('/api/v1/incidents', {
    kind: 'data-breach', title: 'Card numbers copied at two stores', severity: 'critical', brandId: BRAND.id, facts, happenedFrom: BREACH.from, happenedUntil: BREACH.until,
  });
  const { id: audienceId } = await commander.post<{ id: AudienceId }>(`/api/v1/incidents/${incident.id}/audiences`, { rule: AFFECTED_RULE });
  const draft: Story['draft'] = async (content = {}) =>
    (await author.post<{ id: string }>(`/api/v1/incidents/${incident.id}/notices`, { type: 'initial', audienceId, schedule: { waves: 1 }, policies: { channels: 'preferred', ladder: null }, ...content })).id;
  const addresses = [...new Set(people.flatMap((one) => chosenAddress(one)?.address ?? []))].sort();
  return { ...app, commander, author, approver, ops, auditor, desk: new NoticeDesk(commander, approver, ops), people, addresses, incident, audienceId, draft };
}
