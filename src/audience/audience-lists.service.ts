import { Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId } from '../kernel/ids.js';
import { Incidents } from '../declare/contract.js';
import { Audit } from '../platform/audit/audit.js';
import { Transactions } from '../platform/database/transactions.js';
import { ColumnPlan } from '../platform/imports/column-plan.js';
import { bearSlowSender } from '../platform/imports/slow-sender.js';
import { watchedUpload } from '../platform/imports/watched-upload.js';
import { csvReferences, type ListedReference, ndjsonReferences } from './list-references.js';
import { nameFault } from './model/cells.js';
import { CUSTOMER_FIELDS } from './model/customer-row.js';
import { requireOpen } from './model/open-incident.js';
import { type AudienceList, AudienceListRepository } from './store/audience-list.repository.js';

export interface ListSource {
  readonly stream: AsyncIterable<Buffer | string>;
  readonly format: 'csv' | 'ndjson';
  readonly name: string;
}

export interface ListReport extends AudienceList {
  /** References of which no customer is known, the first hundred. */
  readonly notFound: readonly string[];
  /** Lines without a usable reference, the first hundred. */
  readonly badLines: readonly number[];
  readonly badLinesTotal: number;
}

const SHOWN = 100;

/** Lists of references: who was affected, as another system of the company knows it. */
@Injectable()
export class AudienceLists {
  constructor(
    private readonly transactions: Transactions,
    private readonly lists: AudienceListRepository,
    private readonly incidents: Incidents,
    private readonly audit: Audit,
  ) {}

  /**
   * Keeps a list for an open incident. A reference counts once; lines without one are told.
   *
   * @throws DomainError unprocessable for a broken file or `list-empty`, conflict `incident-closed`: nothing is kept then.
   */
  async upload(incident: IncidentId, source: ListSource, actor: Actor): Promise<ListReport> {
    requireOpen(await this.incidents.get(incident));
    const bad: number[] = [];
    let badTotal = 0;
    const list = await this.transactions.run(async (tx) => {
      await bearSlowSender(tx);
      const id = await this.lists.begin(tx, incident, source.name.slice(0, 200), `${actor.kind}:${actor.id}`);
      for await (const rows of referencesOf(source)) {
        const [good, wrong] = parted(rows);
        badTotal += wrong.length;
        bad.push(...wrong.slice(0, SHOWN - bad.length));
        if (good.length > 0) await this.lists.add(tx, id, good);
      }
      const counted = await this.lists.count(tx, id);
      if (counted.total === 0) throw new DomainError('unprocessable', 'list-empty', 'The list holds no references. Nothing was imported.');
      await this.audit.record(tx, actor, { action: 'audience-list.uploaded', subject: { kind: 'audience-list', id }, incidentId: incident, details: { total: counted.total, found: counted.found } });
      return counted;
    });
    return { ...list, notFound: await this.lists.notFound(list.id, SHOWN, ''), badLines: bad, badLinesTotal: badTotal };
  }

  /** @throws DomainError not-found `list-not-found` */
  get(id: string): Promise<AudienceList> {
    return this.lists.get(id);
  }

  list(incident: IncidentId): Promise<readonly AudienceList[]> {
    return this.lists.list(incident);
  }

  /** References of which no customer is known now. @throws DomainError not-found `list-not-found` */
  async notFound(id: string, limit: number, after = ''): Promise<readonly string[]> {
    await this.lists.get(id);
    return this.lists.notFound(id, limit, after);
  }
}

function referencesOf({ stream, format }: ListSource): AsyncIterable<readonly ListedReference[]> {
  const fields = CUSTOMER_FIELDS.filter((field) => field.name === 'reference');
  const watched = watchedUpload(stream);
  return format === 'csv' ? csvReferences(watched) : ndjsonReferences(watched, new ColumnPlan({ fields, unknownColumns: 'ignore' }));
}

function parted(rows: readonly ListedReference[]): [references: string[], badLines: number[]] {
  const isGood = ({ reference }: ListedReference): boolean => reference !== '' && nameFault(reference, 200) === null;
  return [rows.filter(isGood).map((row) => row.reference), rows.filter((row) => !isGood(row)).map((row) => row.line)];
}
