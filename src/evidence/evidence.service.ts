import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { MessageComposer } from '../compose/contract.js';
import { type Incident, Incidents, LawRecords } from '../declare/contract.js';
import { fileAbout } from '../kernel/file-name.js';
import type { Actor } from '../kernel/actor.js';
import { GENESIS } from '../kernel/audit-chain.js';
import { DomainError } from '../kernel/domain-error.js';
import type { IncidentId } from '../kernel/ids.js';
import { sha256Hex } from '../kernel/sha256.js';
import { Audit } from '../platform/audit/audit.js';
import { AuditChain } from '../platform/audit/audit-chain.js';
import { AuditChainRecords } from '../platform/audit/audit-chain.records.js';
import { Clock } from '../platform/clock/clock.js';
import { projectPath } from '../platform/config/project-path.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { EvidenceFiles } from './evidence-files.js';
import { FILES, type Manifest, PACK_FORM } from './model/pack.js';
import { EvidenceRepository } from './store/evidence.repository.js';
import { writePack } from './zip/pack-writer.js';

/** A pack reads all of an incident and fills a disk: more at once would only make each slower. */
const MOST_AT_ONCE = 2;

export interface EvidencePack {
  /** "evidence-INC-0001.zip". */
  readonly name: string;
  /** A file of its own; `discard` takes it away. */
  readonly path: string;
  discard(): Promise<void>;
}

/**
 * Puts together what happened in an incident, of one snapshot of the database. The pack goes to a file first: a snapshot that lived as
 * long as a slow download would keep dead rows of the whole database for so long, and what fails half-way fails before anything was sent.
 */
@Injectable()
export class EvidenceService {
  private atWork = 0;
  private readonly version = (JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string }).version;

  constructor(
    private readonly incidents: Incidents,
    private readonly rows: EvidenceRepository,
    private readonly records: AuditChainRecords,
    private readonly chain: AuditChain,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly composer: MessageComposer,
    private readonly laws: LawRecords,
  ) {}

  /**
   * Who took it is on the record, with the hashes of the manifest and of the zip, before he has it.
   *
   * @throws DomainError not-found `incident-not-found`; conflict `evidence-under-way` where too many are being made
   */
  async take(actor: Actor, id: IncidentId): Promise<EvidencePack> {
    const incident = await this.incidents.get(id);
    if (this.atWork >= MOST_AT_ONCE) throw new DomainError('conflict', 'evidence-under-way', 'Other evidence packs are being made. Try again in a minute.');
    this.atWork += 1;
    const folder = await mkdtemp(join(tmpdir(), 'firstword-evidence-'));
    const discard = () => rm(folder, { recursive: true, force: true });
    try {
      const path = join(folder, 'pack.zip');
      await this.chain.seal(); // what has happened until now is in it
      const hashes = await this.transactions.run((tx) => this.write(tx, actor, incident, path), 'REPEATABLE READ');
      await this.transactions.run((tx) => this.audit.record(tx, actor, { action: 'evidence.taken', subject: { kind: 'incident', id }, incidentId: id, details: hashes }));
      return { name: fileAbout(incident, `evidence-${incident.reference}.zip`), path, discard };
    } catch (error) {
      await discard();
      throw error;
    } finally {
      this.atWork -= 1;
    }
  }

  private async write(tx: Tx, actor: Actor, { id, reference, revision, simulated, exercise }: Incident, path: string): Promise<{ readonly manifest: string; readonly zip: string }> {
    const [salt, head, first] = [await this.records.salt(tx), await this.records.head(tx), await this.records.firstOf(tx, id)];
    if (head === null || first === null) throw new Error(`No event of incident ${id} is linked.`);
    const before = first === 1 ? GENESIS : (await this.records.hashAt(tx, first - 1))!;
    const now = this.clock.now();
    const files = new EvidenceFiles(tx, this.records, this.rows, id, salt, first, await this.rows.notices(tx, id), this.composer, await this.laws.service());
    let manifest = '';
    const zip = await writePack(path, files.list(), [
      {
        name: FILES.manifest,
        text: (listed) => {
          const content: Manifest = {
            form: PACK_FORM, product: 'Firstword', version: this.version, takenAt: now.toISOString(), takenBy: `${actor.kind}:${actor.id}`,
            incident: { id, reference, revision, simulated, exercise }, chain: { first, before, head, events: files.events }, counts: files.counts(), files: [...listed],
          };
          return (manifest = `${JSON.stringify(content, null, 2)}\n`);
        },
      },
      { name: FILES.manifestHash, text: () => `${sha256Hex(manifest)}  ${FILES.manifest}\n` },
    ], now);
    return { manifest: sha256Hex(manifest), zip };
  }
}
