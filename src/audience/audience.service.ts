import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, answerablePerson } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type AudienceId, type CustomerId, type IncidentId, type NoticeId, type PersonId } from '../kernel/ids.js';
import { Brands, type Incident, Incidents } from '../declare/contract.js';
import { Audit, type AuditActor } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { type AudienceCounts, type FrozenAudience, type Member, type MemberZones } from './contract.js';
import { requireOpen } from './model/open-incident.js';
import { placeOf } from './model/place-of.js';
import { type Rule } from './model/rule.js';
import { type Selection } from './model/selection.js';
import { type AffectedExample, AffectedRepository } from './store/affected.repository.js';
import { type AudienceDiff, type AudienceRecord, AudienceRepository } from './store/audience.repository.js';
import { AudienceListRepository } from './store/audience-list.repository.js';
import { FreezeRepository } from './store/freeze.repository.js';
import { PlaceRepository } from './store/place.repository.js';
import { ZoneRepository } from './store/zone.repository.js';
import { readHints } from './zones/read-hints.js';
import { loadZoneTables } from './zones/zone-tables.js';

export interface AudiencePreview {
  readonly counts: AudienceCounts;
  /** Ten of them, the same each time, with the reason for each. */
  readonly examples: readonly AffectedExample[];
}

const EXAMPLES = 10;
const MOST_MEMBERS_AT_ONCE = 10_000;

interface Ground {
  readonly incident: Incident;
  /** The brand's, for people of whom only a region is known. */
  readonly country: string;
}

/** Works out who is affected and why, and freezes it. */
@Injectable()
export class AudienceService {
  constructor(
    private readonly transactions: Transactions,
    private readonly audiences: AudienceRepository,
    private readonly affected: AffectedRepository,
    private readonly freezing: FreezeRepository,
    private readonly zoneSets: ZoneRepository,
    private readonly placed: PlaceRepository,
    private readonly lists: AudienceListRepository,
    private readonly incidents: Incidents,
    private readonly brands: Brands,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Counts whom a selection means now, and keeps nothing. @throws DomainError not-found `incident-not-found`, `list-not-found` */
  async preview(incidentId: IncidentId, selection: Selection): Promise<AudiencePreview> {
    const incident = await this.incidentFor(incidentId, selection);
    const search = { selection, dataInvolved: incident.facts.dataInvolved ?? [] };
    return this.transactions.run(async (tx) => {
      await this.affected.resolve(tx, search, { reasons: false });
      await this.affected.joinHouseholds(tx);
      const counts = await this.affected.counts(tx);
      const only = await this.affected.sample(tx, EXAMPLES);
      await this.affected.resolve(tx, search, { reasons: true, only });
      return { counts, examples: await this.affected.examples(tx) };
    });
  }

  /** The incident that a selection is for. @throws DomainError not-found `incident-not-found`, `list-not-found` where the list is another incident's */
  async incidentFor(incidentId: IncidentId, selection: Selection): Promise<Incident> {
    const incident = await this.incidents.get(incidentId);
    await this.checkSources(incident, selection);
    return incident;
  }

  /** Keeps a selection as the incident's next version, for somebody to freeze. @throws DomainError conflict `incident-closed` */
  async draft(incidentId: IncidentId, selection: Selection, actor: Actor): Promise<AudienceRecord> {
    const by = personOf(actor);
    await this.checkSources(requireOpen(await this.incidents.get(incidentId)), selection);
    const { id } = await this.transactions.run((tx) => this.insert(tx, incidentId, selection, by, actor));
    return this.audiences.get(id);
  }

  /**
   * Freezes a draft: its members, their addresses and reasons as they are at this moment, in a new random order.
   *
   * @throws DomainError not-found `audience-not-found`, conflict `audience-already-frozen` or `incident-closed`, unprocessable
   *   `audience-empty`: the draft stays as it was then.
   */
  async freeze(id: AudienceId, actor: Actor): Promise<FrozenAudience> {
    const { incidentId } = await this.audiences.get(id);
    const ground = await this.groundOf(await this.incidents.get(incidentId));
    await this.transactions.run(async (tx) => {
      const draft = await this.audiences.lock(tx, id);
      if (draft.state === 'frozen') throw new DomainError('conflict', 'audience-already-frozen', 'The audience is frozen and never changes: make a new version.');
      await this.resolveAndSeal(tx, id, draft, ground, actor);
    });
    return frozen(await this.audiences.get(id));
  }

  /** Draft and freeze in one: nothing stays where nobody is affected. Errors as `draft` and `freeze`. */
  async build(incidentId: IncidentId, selection: Selection, actor: Actor): Promise<FrozenAudience> {
    const ground = await this.groundOf(await this.incidents.get(incidentId));
    await this.checkSources(ground.incident, selection);
    return this.transactions.run((tx) => this.buildOn(tx, ground, selection, actor));
  }

  /** The first audience of an incident that is declared in the same transaction: by a rule alone, since nobody can have uploaded a list for it. Errors as `freeze`. */
  async buildWithin(tx: Tx, incident: Incident, rule: Rule, actor: Actor): Promise<FrozenAudience> {
    return this.buildOn(tx, await this.groundOf(incident), { rule, listId: null, combine: 'union' }, actor);
  }

  /** Freezes those who were told by a notice as the incident's next version. Errors as `freeze`. */
  async freezeTold(incidentId: IncidentId, notice: NoticeId, told: readonly CustomerId[], by: PersonId): Promise<FrozenAudience> {
    const ground = await this.groundOf(await this.incidents.get(incidentId));
    const id = await this.transactions.run(async (tx) => {
      const added = await this.audiences.insert(tx, incidentId, { told: notice }, by);
      await this.affected.resolveTold(tx, incidentId, told, ground.incident.facts.dataInvolved ?? []);
      await this.seal(tx, added.id, ground, { kind: 'person', id: by, name: '', roles: [] }, { toldBy: notice });
      return added.id;
    });
    return frozen(await this.audiences.get(id));
  }

  get(id: AudienceId): Promise<AudienceRecord> {
    return this.audiences.get(id);
  }

  /** Newest version first. */
  list(incident: IncidentId): Promise<readonly AudienceRecord[]> {
    return this.audiences.list(incident);
  }

  /** @throws DomainError not-found `audience-not-found`, conflict `audience-not-frozen` */
  async getFrozen(id: AudienceId): Promise<FrozenAudience> {
    return frozen(await this.audiences.get(id));
  }

  /** Members with position in [from, until), at most 10,000, in order. */
  async members(id: AudienceId, from: number, until: number): Promise<readonly Member[]> {
    if (until - from > MOST_MEMBERS_AT_ONCE) throw new RangeError(`At most ${MOST_MEMBERS_AT_ONCE} members can be had at once.`);
    return this.audiences.members(id, from, until);
  }

  /** @throws DomainError not-found `member-not-found` */
  async member(id: AudienceId, customer: CustomerId): Promise<Member> {
    const member = await this.audiences.member(id, customer);
    if (!member) throw new DomainError('not-found', 'member-not-found', `Customer ${customer} is not in audience ${id}.`);
    return member;
  }

  /** Members of a frozen audience by the zones in which they may live, most first. */
  zones(id: AudienceId): Promise<readonly MemberZones[]> {
    return this.zoneSets.of(id);
  }

  /** What changed from the first audience to the second. @throws DomainError conflict `audience-not-frozen`, unprocessable `audiences-unrelated` */
  async diff(first: AudienceId, second: AudienceId): Promise<AudienceDiff> {
    const [one, two] = [frozen(await this.audiences.get(first)), frozen(await this.audiences.get(second))];
    if (one.incidentId !== two.incidentId) throw new DomainError('unprocessable', 'audiences-unrelated', 'Only audiences of one incident can be compared.');
    return this.audiences.diff(first, second);
  }

  /** Computes the hash of a frozen audience again from its members. @throws DomainError conflict `audience-sealed-since` where it was hashed before names lay sealed, `audience-algorithm-unknown` */
  async verify(id: AudienceId): Promise<{ readonly hash: string; readonly computed: string; readonly intact: boolean }> {
    const audience = frozen(await this.audiences.get(id));
    const { computed, intact } = await this.transactions.run(async (tx) => {
      if (!(await this.freezing.isRecomputable(tx, id))) throw new DomainError('conflict', 'audience-sealed-since', 'This audience was frozen before names and addresses were sealed in the database. Its hash was made of them as they were, and can\'t be made again.');
      if (!this.freezing.knows(audience.algorithm)) throw new DomainError('conflict', 'audience-algorithm-unknown', `This audience was frozen by "${audience.algorithm}", which this version can't compute. Ask the version that froze it, or a later one.`);
      const made = await this.freezing.hash(tx, id, audience.seed, audience.algorithm);
      const asItWas = made === (await this.freezing.expectedHash(tx, id));
      return { computed: asItWas ? audience.hash : made, intact: asItWas };
    });
    return { hash: audience.hash, computed, intact };
  }

  /** What freezing needs besides the database, had before a transaction waits for it. @throws DomainError conflict `incident-closed` */
  private async groundOf(incident: Incident): Promise<Ground> {
    requireOpen(incident);
    loadZoneTables();
    return { incident, country: (await this.brands.get(incident.brandId)).defaultCountry };
  }

  private async buildOn(tx: Tx, ground: Ground, selection: Selection, actor: Actor): Promise<FrozenAudience> {
    const { id } = await this.insert(tx, ground.incident.id, selection, personOf(actor), actor);
    await this.resolveAndSeal(tx, id, selection, ground, actor);
    return frozen(await this.audiences.get(id, tx));
  }

  private async insert(tx: Tx, incidentId: IncidentId, selection: Selection, by: PersonId, actor: Actor): Promise<{ id: AudienceId; version: number }> {
    const added = await this.audiences.insert(tx, incidentId, { selection }, by);
    await this.audit.record(tx, actor, { action: 'audience.drafted', subject: { kind: 'audience', id: added.id }, incidentId, details: { version: added.version, list: selection.listId, hasRule: selection.rule !== null, ...(selection.without?.length ? { without: selection.without } : {}) } });
    return added;
  }

  private async resolveAndSeal(tx: Tx, id: AudienceId, selection: Selection, ground: Ground, actor: Actor): Promise<void> {
    await this.affected.resolve(tx, { selection, dataInvolved: ground.incident.facts.dataInvolved ?? [] }, { reasons: true });
    await this.seal(tx, id, ground, actor, {});
  }

  private async seal(tx: Tx, id: AudienceId, { incident: { id: incidentId }, country }: Ground, actor: AuditActor, details: Readonly<Record<string, unknown>>): Promise<void> {
    await this.affected.joinHouseholds(tx);
    const counts = await this.affected.counts(tx);
    if (counts.members === 0) throw new DomainError('unprocessable', 'audience-empty', 'Nobody is affected by this: check the rule, its times and what was imported.');
    const seed = randomBytes(32).toString('hex');
    const { hints, zonesIgnored } = readHints(await this.zoneSets.hints(tx));
    await this.zoneSets.keep(tx, hints);
    await this.keepPlaces(tx, country);
    await this.freezing.insertMembers(tx, id, seed);
    await this.zoneSets.count(tx, id);
    await this.placed.count(tx, id);
    const hash = await this.freezing.hash(tx, id, seed);
    await this.freezing.seal(tx, id, { seed, hash, counts, at: this.clock.now() });
    await this.audit.record(tx, actor, { action: 'audience.frozen', subject: { kind: 'audience', id }, incidentId, details: { ...details, members: counts.members, hash, zonesIgnored } });
  }

  private async keepPlaces(tx: Tx, defaultCountry: string): Promise<void> {
    const hints = await this.placed.hints(tx);
    await this.placed.keep(tx, hints.flatMap((hint) => {
      const place = placeOf(hint, defaultCountry);
      return place === null ? [] : [{ ...hint, place }];
    }));
  }

  private async checkSources(incident: Incident, { listId, without = [] }: Selection): Promise<void> {
    for (const id of without) {
      const audience = await this.audiences.get(id);
      if (audience.incidentId !== incident.id) throw new DomainError('not-found', 'audience-not-found', `There is no audience ${id} of ${incident.reference}.`);
    }
    if (listId === null) return;
    const list = await this.lists.get(listId);
    if (list.incidentId !== incident.id) throw new DomainError('not-found', 'list-not-found', `There is no list ${listId} of ${incident.reference}.`);
  }
}

/** @throws DomainError forbidden `person-needed` */
export function personOf(actor: Actor): PersonId {
  const person = answerablePerson(actor);
  if (person === null) throw new DomainError('forbidden', 'person-needed', 'A person must answer for an audience.');
  return person;
}

function frozen(record: AudienceRecord): FrozenAudience {
  const { hash, seed, algorithm, counts, frozenAt } = record;
  if (hash === null || seed === null || algorithm === null || counts === null || frozenAt === null) {
    throw new DomainError('conflict', 'audience-not-frozen', 'The audience is a draft: freeze it first.');
  }
  return { id: record.id, incidentId: record.incidentId, version: record.version, hash, seed, algorithm, counts, frozenAt, builtBy: record.builtBy };
}
