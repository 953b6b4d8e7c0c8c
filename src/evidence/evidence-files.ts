import type { MessageComposer } from '../compose/contract.js';
import type { KnownServiceTerms } from '../declare/contract.js';
import { pseudonym, withoutCustomers } from '../kernel/audit-chain.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { csvLine } from '../kernel/csv.js';
import type { IncidentId } from '../kernel/ids.js';
import { pages } from '../kernel/pages.js';
import type { AuditChainRecords, KeptLink } from '../platform/audit/audit-chain.records.js';
import type { Tx } from '../platform/database/transactions.js';
import { scrub } from '../platform/logging/scrub.js';
import { finishedVariants } from './finished-variants.js';
import { BYPASS_COLUMNS, DOUBT_COLUMNS, doubtsFile, FILES, MEMBER_COLUMNS, membersFile, MESSAGE_COLUMNS, messagesFile, planFile } from './model/pack.js';
import { templatesFile } from './model/templates.js';
import { variantLine, variantsFile } from './model/variants.js';
import { READ_ME } from './model/read-me.js';
import type { EvidenceMember, EvidenceMessage, EvidenceNotice, EvidenceRepository, PackedStep } from './store/evidence.repository.js';
import type { PackFile } from './zip/pack-writer.js';

const ROWS_AT_ONCE = 2_000;
const LARGE_AT_ONCE = 20;

/** What is counted while the rows of a notice go by: the same rows that are written, so that the sum is theirs. */
interface Tally {
  members: number;
  messages: number;
  readonly outcomes: Record<string, number>;
}

/** One snapshot of one incident, as files. */
export class EvidenceFiles {
  private readonly tallies = new Map<string, Tally>();
  /** Events of the incident in the chain. */
  events = 0;

  constructor(
    private readonly tx: Tx,
    private readonly records: AuditChainRecords,
    private readonly rows: EvidenceRepository,
    private readonly incident: IncidentId,
    private readonly salt: string,
    private readonly first: number,
    private readonly notices: readonly EvidenceNotice[],
    private readonly composer: MessageComposer,
    private readonly service: readonly KnownServiceTerms[],
  ) {}

  list(): readonly PackFile[] {
    const { begun } = this;
    return [
      { name: FILES.readme, text: () => once(() => READ_ME) },
      { name: FILES.chain, text: () => this.chain() },
      { name: FILES.people, text: () => whole(() => this.records.actors(this.tx, this.incident)) },
      { name: FILES.revisions, text: () => this.lines(0, (row: { readonly revision: number }) => row.revision, (after, limit) => this.rows.revisions(this.tx, this.incident, after, limit)) },
      ...this.notices.flatMap(({ plans }) => plans).flatMap((hash) => [
        { name: planFile(hash), text: () => once(() => this.rows.plan(this.tx, hash)) },
        { name: templatesFile(hash), text: () => once(async () => (await this.rows.templates(this.tx, hash)).map((one) => `${canonicalJson(one)}\n`).join('')) },
        { name: variantsFile(hash), text: () => once(() => this.variants(hash)) },
      ]),
      { name: FILES.audiences, text: () => whole(() => this.rows.audiences(this.tx, this.incident)) },
      ...begun.flatMap((notice) => [
        { name: membersFile(notice.number), text: () => this.members(notice) },
        { name: messagesFile(notice.number), text: () => this.messages(notice) },
        { name: doubtsFile(notice.number), text: () => this.table(DOUBT_COLUMNS, (after, limit) => this.rows.doubts(this.tx, notice.id, after, limit)) },
      ]),
      { name: FILES.bypasses, text: () => this.table(BYPASS_COLUMNS, (after, limit) => this.rows.bypasses(this.tx, this.incident, after, limit)) },
      { name: FILES.substitute, text: () => this.lines('0', (row: PackedStep) => row.no, async (after, limit) => (await this.rows.substitutes(this.tx, this.incident, after, limit)).map((row) => ({ ...row, ...this.rowOfLaw(row) }))) },
      { name: FILES.measurements, text: () => this.lines('0', (row: { readonly id: string }) => row.id, (after, limit) => this.rows.measurements(this.tx, this.incident, after, limit)) },
      { name: FILES.reports, text: () => this.lines(0, (row: { readonly revision: number }) => row.revision, (after, limit) => this.rows.reports(this.tx, this.incident, after, limit)) },
      // After the rows that its sums are of.
      { name: FILES.notices, text: () => whole(() => this.notices.map((notice) => ({ ...notice, sum: this.tallies.get(notice.id) ?? null }))) },
    ];
  }

  /** Over all notices. */
  counts(): { notices: number; members: number; messages: number; outcomes: Record<string, number> } {
    const all: Tally = { members: 0, messages: 0, outcomes: {} };
    for (const { members, messages, outcomes } of this.tallies.values()) {
      all.members += members;
      all.messages += messages;
      for (const [outcome, people] of Object.entries(outcomes)) all.outcomes[outcome] = (all.outcomes[outcome] ?? 0) + people;
    }
    return { notices: this.notices.length, ...all };
  }

  private get begun(): readonly EvidenceNotice[] {
    return this.notices.filter(({ rollout }) => rollout !== null);
  }

  /** The row of law that a step is of, as it stands: what it asks, where that is written, and who compared it. */
  private rowOfLaw({ law, step }: PackedStep): object {
    const terms = this.service.find(({ id }) => id === law);
    if (!terms) return {};
    const { name, citation, sourceUrl, certainty, contentHash, review, reviewedBy, substitute } = terms;
    return { name, words: substitute.steps.find(({ id }) => id === step)?.words ?? null, citation, sourceUrl, certainty, contentHash, reviewedBy: review?.by ?? reviewedBy };
  }

  private async variants(hash: string): Promise<string> {
    const [plan, places] = [await this.rows.plan(this.tx, hash), await this.rows.places(this.tx, hash)];
    return (await finishedVariants(this.composer, plan, places)).map(variantLine).join('');
  }

  private async *chain(): AsyncGenerator<string> {
    const read = (after: number, limit: number) => this.records.linksFor(this.tx, this.incident, after, limit);
    for await (const page of pages(this.first - 1, ({ position }: KeptLink) => position, ROWS_AT_ONCE, read)) {
      this.events += page.filter(({ event }) => event !== null).length;
      yield page
        .map(({ position, eventHash, hash, event }) => `${canonicalJson({ position, eventHash, hash, ...(event ? { event: withoutCustomers(event, this.salt) } : {}) })}\n`)
        .join('');
    }
  }

  private async *members(notice: EvidenceNotice): AsyncGenerator<string> {
    const tally = this.tally(notice);
    yield csvLine([...MEMBER_COLUMNS]);
    for await (const page of pages(-1, ({ position }: EvidenceMember) => position, ROWS_AT_ONCE, (after, limit) => this.rows.members(this.tx, notice.id, after, limit))) {
      for (const { outcome } of page) tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
      tally.members += page.length;
      yield page.map((one) => csvLine([one.position, pseudonym(this.salt, one.customerId), one.wave, one.outcome, plain(one.barred), one.email, one.sms, one.toldAt, one.letter ? 'yes' : ''])).join('');
    }
  }

  private async *messages(notice: EvidenceNotice): AsyncGenerator<string> {
    const tally = this.tally(notice);
    yield csvLine([...MESSAGE_COLUMNS]);
    const read = (after: EvidenceMessage | null, limit: number) => this.rows.messages(this.tx, notice.id, after, limit);
    for await (const page of pages<EvidenceMessage, EvidenceMessage | null>(null, (row) => row, ROWS_AT_ONCE, read)) {
      tally.messages += page.length;
      yield page.map(({ id, customerId, cells }) => csvLine([id, pseudonym(this.salt, customerId), ...cells.map(plain)])).join('');
    }
  }

  private async *table(columns: readonly string[], read: (after: string, limit: number) => Promise<readonly { readonly id: string; readonly cells: readonly (string | number | null)[] }[]>): AsyncGenerator<string> {
    yield csvLine([...columns]);
    for await (const page of pages('0', ({ id }) => id, ROWS_AT_ONCE, read)) yield page.map(({ cells }) => csvLine(cells.map(plain))).join('');
  }

  private async *lines<Row extends object, Key>(first: Key, keyOf: (row: Row) => Key, read: (after: Key, limit: number) => Promise<readonly Row[]>): AsyncGenerator<string> {
    for await (const page of pages(first, keyOf, LARGE_AT_ONCE, read)) yield page.map((row) => `${canonicalJson(row)}\n`).join('');
  }

  private tally({ id }: EvidenceNotice): Tally {
    const kept = this.tallies.get(id) ?? { members: 0, messages: 0, outcomes: {} };
    this.tallies.set(id, kept);
    return kept;
  }
}

async function* once(text: () => string | Promise<string>): AsyncGenerator<string> {
  yield await text();
}

/** JSON for people to read. */
const whole = (value: () => unknown): AsyncGenerator<string> => once(async () => `${JSON.stringify(await value(), null, 2)}\n`);

/** Providers repeat addresses in their answers, some over several lines. */
const plain = (cell: string | number | null): string | number | null => (typeof cell === 'string' ? scrub(cell).replace(/\s+/g, ' ') : cell);
