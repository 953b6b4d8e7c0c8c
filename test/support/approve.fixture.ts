import { MessageComposerService } from '../../src/compose/message-composer.service.js';
import { TemplateVersionRepository } from '../../src/compose/store/template-version.repository.js';
import { WordingRepository } from '../../src/compose/store/wording.repository.js';
import { TemplatesService } from '../../src/compose/templates.service.js';
import { BriefingGate } from '../../src/approve/briefing-gate.js';
import { BriefingService } from '../../src/approve/briefing.service.js';
import { BreakGlassService } from '../../src/approve/break-glass.service.js';
import { Signing } from '../../src/approve/signing.js';
import { DecisionService } from '../../src/approve/decision.service.js';
import { DraftingService } from '../../src/approve/drafting.service.js';
import { EditingService } from '../../src/approve/editing.service.js';
import type { StoredNotice } from '../../src/approve/model/stored-notice.js';
import { ElectronicNoticeService } from '../../src/approve/electronic-notice.service.js';
import { NoticeHoldService } from '../../src/approve/notice-hold.service.js';
import { NoticeHoldRepository } from '../../src/approve/store/notice-hold.repository.js';
import { NoticeService } from '../../src/approve/notice.service.js';
import { PlanService } from '../../src/approve/plan.service.js';
import { PreflightRunner } from '../../src/approve/preflight-runner.js';
import { PreflightService } from '../../src/approve/preflight.service.js';
import { PreviewService } from '../../src/approve/preview.service.js';
import { SnapshotService } from '../../src/approve/snapshot.service.js';
import { BriefingRepository } from '../../src/approve/store/briefing.repository.js';
import { BrakeReader } from '../../src/approve/store/brake.reader.js';
import { PaceReader } from '../../src/approve/store/pace.reader.js';
import { AudienceReader } from '../../src/approve/store/audience.reader.js';
import { NoticeTextRepository } from '../../src/approve/store/notice-text.repository.js';
import { OverrideRepository } from '../../src/approve/store/override.repository.js';
import { OverrideService } from '../../src/approve/override.service.js';
import { NoticeRepository } from '../../src/approve/store/notice.repository.js';
import { PreflightLock } from '../../src/approve/store/preflight-lock.js';
import { PreflightRepository } from '../../src/approve/store/preflight.repository.js';
import { SenderReader } from '../../src/approve/store/sender.reader.js';
import { BreakGlassRepository } from '../../src/approve/store/break-glass.repository.js';
import { SignatureRepository } from '../../src/approve/store/signature.repository.js';
import type { Actor } from '../../src/kernel/actor.js';
import type { AudienceId, IncidentId } from '../../src/kernel/ids.js';
import { AlertRecords } from '../../src/platform/alerts/alert.records.js';
import { Alerts } from '../../src/platform/alerts/alerts.js';
import { Everybody } from '../../src/platform/alerts/everybody.js';
import { StaffMessageRecords } from '../../src/platform/staff-messages/staff-message.records.js';
import { StaffMessages } from '../../src/platform/staff-messages/staff-messages.js';
import { Audit } from '../../src/platform/audit/audit.js';
import { FixedClock } from '../../src/platform/clock/clock.js';
import { readSettings } from '../../src/platform/config/config.js';
import { readPrices } from '../../src/platform/config/price-list.js';
import { createLog } from '../../src/platform/logging/log.js';
import { HoldService } from '../../src/declare/hold.service.js';
import { LawService } from '../../src/declare/law.service.js';
import { HoldRepository } from '../../src/declare/store/hold.repository.js';
import { LawRepository } from '../../src/declare/store/law.repository.js';
import { BrandRepository } from '../../src/declare/store/brand.repository.js';
import { IncidentRepository } from '../../src/declare/store/incident.repository.js';
import { testSurroundings } from './app.js';
import { ApproveBuilder, type MemberSeed } from './approve.builder.js';
import { audiencesOn } from './audience.builder.js';
import { testDatabase } from './postgres.js';

type Person = Actor & { readonly kind: 'person' };

/** `compose` and `approve` as they are, with the ports of the steps before them, on a database of their own. Timers are called by hand. */
export type ApproveFixture = Awaited<ReturnType<typeof approveFixture>>;

export async function approveFixture(environment: NodeJS.ProcessEnv = {}) {
  const database = await testDatabase();
  const { db, transactions, dataSource } = database;
  const clock = new FixedClock(new Date('2026-03-16T10:00:00Z'));
  const log = createLog('silent', 'test');
  const surroundings = testSurroundings(database.url);
  const settings = readSettings({ QUIET_HOURS: 'off', AGENT_BRIEFING: 'off', ...environment });
  const audit = new Audit(db, clock);
  const [incidents, brands, audiences] = [new IncidentRepository(dataSource), new BrandRepository(dataSource), audiencesOn(database, clock).frozen];
  const versions = new TemplateVersionRepository(db);
  const templates = new TemplatesService(transactions, versions, new WordingRepository(db), log);
  await templates.onModuleInit();
  const composer = new MessageComposerService(versions, surroundings, log);
  const [notices, texts, signatures, preflightRows, reader] = [
    new NoticeRepository(), new NoticeTextRepository(), new SignatureRepository(), new PreflightRepository(db), new AudienceReader(db),
  ];
  const overrideRows = new OverrideRepository();
  const law = new LawService(new LawRepository(db), incidents, brands, transactions, audit, clock);
  const holds = new HoldService(new HoldRepository(db), incidents, transactions, audit, clock);
  const noticeHoldRows = new NoticeHoldRepository(db);
  const snapshots = new SnapshotService(templates, law, holds, noticeHoldRows, surroundings);
  const noticeHolds = new NoticeHoldService(db, noticeHoldRows, notices, transactions, audit, clock);
  const plans = new PlanService(db, transactions, audiences, notices, texts, overrideRows, reader);
  const drafting = new DraftingService(db, transactions, clock, audit, incidents, brands, audiences, templates, composer, snapshots, notices, texts, signatures, settings);
  const editing = new EditingService(db, transactions, clock, audit, incidents, brands, audiences, composer, snapshots, notices, texts, signatures);
  const runner = new PreflightRunner(transactions, clock, audit, audiences, composer, plans, reader, new ElectronicNoticeService(law, reader, clock), new BrakeReader(db), new PaceReader(db), preflightRows, overrideRows, settings, readPrices(settings), surroundings, log);
  const anotherInstance = () => new PreflightService(db, transactions, clock, audit, notices, preflightRows, new PreflightLock(dataSource), runner, log);
  const preflights = anotherInstance();
  const briefingRows = new BriefingRepository();
  const gate = new BriefingGate(templates, briefingRows, audit, plans);
  const briefings = new BriefingService(db, transactions, clock, plans, notices, briefingRows, gate, noticeHolds);
  const signing = new Signing(audit, incidents, plans, notices, signatures, gate);
  const decisions = new DecisionService(db, transactions, clock, plans, notices, preflightRows, signatures, gate, signing);
  const alerts = new Alerts(new AlertRecords(db), transactions, audit, log);
  const glass = new BreakGlassService(db, transactions, clock, signing, notices, signatures, new BreakGlassRepository(), alerts, new Everybody(new StaffMessages(new StaffMessageRecords(db), surroundings), surroundings));
  const noticeService = new NoticeService(db, clock, incidents, plans, preflights, notices, signatures, gate, new SenderReader(db), surroundings);
  const overrides = new OverrideService(db, transactions, clock, audit, notices, preflightRows, overrideRows, signatures);
  const previews = new PreviewService(audiences, composer, plans, incidents, snapshots, reader);
  const build = new ApproveBuilder(db);

  const people = {
    commander: await build.person('commander'),
    author: await build.person('author'),
    otherAuthor: await build.person('author', 'approver'),
    builder: await build.person('commander', 'approver'),
    approver: await build.person('approver'),
    secondApprover: await build.person('approver'),
    legal: await build.person('legal'),
    ops: await build.person('ops'),
  };

  /** A draft by the author, to people that the builder chose. */
  async function draft(members: readonly MemberSeed[] = [{}, {}, { locale: 'es' }], more: { simulated?: boolean; exercise?: boolean; author?: Person } = {}): Promise<{ notice: StoredNotice; incident: IncidentId; audience: AudienceId }> {
    const incident = await build.incident(people.commander, more);
    const audience = await build.audience(incident, people.builder, members);
    const notice = await drafting.draft(more.author ?? people.author, incident, { type: 'initial', audienceId: audience, schedule: { waves: 1 } });
    return { notice, incident, audience };
  }

  async function proved(notice: StoredNotice): Promise<StoredNotice> {
    await preflights.request(people.author, notice.id);
    await preflights.runWaiting();
    return notice;
  }

  async function submitted(members?: readonly MemberSeed[]): Promise<StoredNotice> {
    return decisions.submit(people.author, (await proved((await draft(members)).notice)).id);
  }

  async function approved(members?: readonly MemberSeed[]): Promise<StoredNotice> {
    const notice = await submitted(members);
    return decisions.approve(people.approver, notice.id, { planHash: notice.planHash!, people: members?.length ?? 3 });
  }

  return {
    law, database, db, transactions, clock, settings, surroundings, build, people, templates, composer, versions, audiences, plans, drafting, editing, preflights, anotherInstance,
    decisions, holds, noticeHolds, glass, overrides, briefings, noticeService, previews, preflightRows, draft, proved, submitted, approved, close: () => database.drop(),
  };
}
