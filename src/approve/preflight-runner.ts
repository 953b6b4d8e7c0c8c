import { Inject, Injectable } from '@nestjs/common';
import { Audiences, type Member } from '../audience/contract.js';
import { MessageComposer, type Finding, type OpenPlan } from '../compose/contract.js';
import type { NoticeId } from '../kernel/ids.js';
import { DomainError } from '../kernel/domain-error.js';
import { type SmsPrices } from '../kernel/sms-cost.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SETTINGS, SMS_PRICES, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { readRates } from '../platform/config/rate-list.js';
import { senderRate } from '../platform/config/sender-rate.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { FairLoop } from '../platform/jobs/fair-loop.js';
import { ElectronicNoticeService } from './electronic-notice.service.js';
import { channelsToProve } from './model/channels.js';
import { brakeForecast, type BrakeForecast } from './model/brake-forecast.js';
import { estimateFinish } from './model/finish-estimate.js';
import { limitsOf, lineOf, type Limit } from './model/finish-limits.js';
import { followUpFindings, newestBefore } from './model/follow-up.js';
import { LintSample } from './model/lint-sample.js';
import { verdict, type PreflightRun } from './model/preflight.js';
import { PreflightTally, type PreflightSummary, priced, toldGroup } from './model/preflight-tally.js';
import { quietChannels } from './model/quiet-hours.js';
import { type Peopled, strataOf } from './model/schedule.js';
import { PlanService, type StandingPlan } from './plan.service.js';
import { AudienceReader } from './store/audience.reader.js';
import { BrakeReader } from './store/brake.reader.js';
import { PaceReader } from './store/pace.reader.js';
import { OverrideRepository } from './store/override.repository.js';
import { PreflightRepository, type NewFailure } from './store/preflight.repository.js';

/** Members that are read at once; what becomes of them is written after each. */
const SLICE = 250;
const MOST_LISTED = 10_000;
const MOST_FINDINGS = 500;
const MOST_RUNS = 3;

/** Another runner has taken over; what this one found does not count. */
class TakenOver extends Error {}

/** Proves a revision: renders every member, strictly, for every channel on which he could be written to. */
@Injectable()
export class PreflightRunner {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly audiences: Audiences,
    private readonly composer: MessageComposer,
    private readonly plans: PlanService,
    private readonly reader: AudienceReader,
    private readonly electronic: ElectronicNoticeService,
    private readonly brakes: BrakeReader,
    private readonly paces: PaceReader,
    private readonly preflights: PreflightRepository,
    private readonly overrides: OverrideRepository,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SMS_PRICES) private readonly prices: SmsPrices | null,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Runs one, from its start. The caller holds its lock.
   *
   * @returns false where there was nothing to do any more.
   * @throws Error of the database, say; the pre-flight then stays begun, and is taken up again up to a third time.
   */
  async run(id: string): Promise<boolean> {
    const run = await this.transactions.run((tx) => this.preflights.begin(tx, id, this.clock.now()));
    if (run === null) return false;
    try {
      await this.prove(run);
    } catch (error) {
      if (error instanceof TakenOver) {
        this.log.warn({ event: 'preflight.taken-over', preflight: id, run: run.run });
        return false;
      }
      // A lost connection or a deadlock heals; what fails again and again, or was refused for a reason, does not.
      if (run.run < MOST_RUNS && !(error instanceof DomainError)) throw error;
      this.log.error({ event: 'preflight.broken', preflight: id, notice: run.noticeId, error });
      await this.transactions.run((tx) => this.preflights.breakOff(tx, run, (error as Error).message, this.clock.now()));
    }
    return true;
  }

  private async prove(run: PreflightRun): Promise<void> {
    const standing = await this.plans.standing(run.noticeId);
    const { notice, texts } = standing;
    if (notice.revision !== run.revision) {
      throw new DomainError('conflict', 'stale-revision', `The notice was edited and is at revision ${notice.revision} now.`);
    }
    const plan = await this.composer.open({ planHash: null, notice, incident: notice.incident, texts });
    const tally = new PreflightTally(notice.policies.channels, await this.reader.addressing(run.audienceId, notice.policies.mandatory, notice.facts), Boolean(notice.policies.ladder));
    const work = new Proof(plan, notice.policies.channels, tally);
    await this.eachSlice(run, standing, work);
    await this.finish(run, standing, work);
  }

  private async eachSlice(run: PreflightRun, { audience }: StandingPlan, work: Proof): Promise<void> {
    const loop = new FairLoop();
    for (let from = 0; from < audience.members; from += SLICE) {
      const members = await this.audiences.members(audience.id, from, from + SLICE);
      const before = work.listed.length;
      for (const member of members) {
        work.look(member);
        await loop.turn();
      }
      const still = await this.transactions.run((tx) =>
        this.preflights.progress(tx, run, audience.members, work.rendered, work.failures, work.listed.slice(before)),
      );
      if (!still) throw new TakenOver();
    }
    if (work.rendered !== audience.members) throw new Error(`The audience counts ${audience.members} members, and ${work.rendered} were found.`);
  }

  private async finish(run: PreflightRun, { notice, texts, audience }: StandingPlan, work: Proof): Promise<void> {
    const now = this.clock.now();
    const earlier = newestBefore(await this.plans.ofIncident(notice.incidentId), notice.number);
    const findings = [...followUpFindings(notice, earlier, texts.map(({ locale }) => locale), now), ...(await work.lint(new FairLoop())), ...(await this.publicFindings(run.noticeId))];
    const summary = { ...this.summary(work, notice, await this.plans.peopled(audience.id), await this.limits(work, notice), now), brake: await this.brake(notice, work, now), ...(await this.consent(notice)) };
    const state = await this.transactions.run(async (tx) => {
      const state = verdict(audience.members, work.failures, findings, await this.overrides.of(tx, run.noticeId, run.revision));
      if (!(await this.preflights.finish(tx, run, state, summary, findings, now))) throw new TakenOver();
      await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, {
        action: `notice.preflight-${state}`,
        subject: { kind: 'notice', id: run.noticeId },
        incidentId: notice.incidentId,
        details: { number: notice.number, type: notice.type, preflightId: run.id, revision: run.revision, members: audience.members, failures: work.failures, findings: findings.length, texts: textsOf(summary) },
      });
      return state;
    });
    this.log.info({ event: `preflight.${state}`, preflight: run.id, notice: run.noticeId, members: audience.members, failures: work.failures });
  }

  /** Of what everybody may read, where the plan has it published. */
  private async publicFindings(id: NoticeId): Promise<readonly Finding[]> {
    const { notice, texts } = await this.plans.standing(id);
    if (notice.policies.publicPage !== true) return [];
    return this.composer.lintShared({ planHash: null, notice, incident: notice.incident, texts }, await this.plans.publicVariant(notice));
  }

  private async consent(notice: StandingPlan['notice']): Promise<Pick<PreflightSummary, 'withoutConsent'>> {
    const withoutConsent = await this.electronic.withoutConsent(notice);
    return withoutConsent === null ? {} : { withoutConsent };
  }

  private async brake(notice: StandingPlan['notice'], work: Proof, now: Date): Promise<BrakeForecast> {
    const { STORM_NOTICES_PER_PERSON, STORM_NOTICES_PER_HOUR, STORM_MESSAGES_PER_INCIDENT, STORM_MESSAGES_PER_HOUR } = this.settings;
    const { messages } = work.tally.summary(null);
    return brakeForecast(notice.type, messages.email + messages.sms, await this.brakes.figures(notice, STORM_NOTICES_PER_PERSON, now), {
      noticesAPerson: STORM_NOTICES_PER_PERSON, noticesAnHour: STORM_NOTICES_PER_HOUR, incidentMessages: STORM_MESSAGES_PER_INCIDENT, companyMessagesAnHour: STORM_MESSAGES_PER_HOUR,
    });
  }

  private senderPerSecond(from: string | null | undefined): number | null {
    const sender = from || this.surroundings.twilio.from;
    return readRates(this.settings.SMS_SENDER_LIMITS).get(sender) ?? (this.surroundings.smsIsCaptured ? null : senderRate(sender));
  }

  private async limits(work: Proof, notice: StandingPlan['notice']): Promise<readonly Limit[]> {
    const { messages, segments } = work.tally.summary(null);
    const { settings, surroundings } = this;
    const seen = await this.paces.callMs();
    return limitsOf({ emails: messages.email, domains: work.tally.emailDomains, texts: messages.sms, segments: segments.total }, {
      emails: settings.EMAIL_PER_SECOND, segments: settings.SMS_PER_SECOND, sender: this.senderPerSecond(notice.sender.smsFrom),
      domains: readRates(settings.EMAIL_DOMAIN_LIMITS), otherDomain: settings.EMAIL_DOMAIN_PER_SECOND ?? null,
      emailLine: lineOf('email', settings.EMAIL_CONNECTIONS, seen.get('email'), surroundings.mailIsCaptured),
      smsLine: lineOf('sms', settings.SMS_CONCURRENCY, seen.get('sms'), surroundings.smsIsCaptured),
    });
  }

  private summary(work: Proof, notice: StandingPlan['notice'], peopled: Peopled, limits: readonly Limit[], now: Date): PreflightSummary {
    const strata = strataOf(notice, peopled, now);
    const times = { schedule: notice.schedule, strata, quiet: quietChannels(notice.policies, peopled.numbers) };
    return priced(work.tally.summary(estimateFinish(times, limits, this.clock.speed, now), strata.map(toldGroup)), this.prices);
  }
}

/** For the record: how many texts, and what they cost at the prices of the day. */
const textsOf = ({ messages, segments, cost }: PreflightSummary) =>
  ({ count: messages.sms, segments: segments.total, byCountry: segments.byCountry ?? [], cost: cost ? { amount: cost.total, currency: cost.currency, unpriced: cost.unpriced } : null });

/** What is not listed can't be let pass, and must not be passed over. */
const tooManyFindings = ({ part, locale }: Finding, count: number): Finding =>
  ({ rule: 'too-many-findings', severity: 'block', part, locale, where: `${count} findings`, why: `Only ${MOST_FINDINGS} are listed.`, fix: 'Mend those, and check everyone again.' });

/** What one run has found so far. */
class Proof {
  rendered = 0;
  failures = 0;
  readonly listed: NewFailure[] = [];
  private readonly sample = new LintSample();

  constructor(
    private readonly plan: OpenPlan,
    private readonly policy: StandingPlan['notice']['policies']['channels'],
    readonly tally: PreflightTally,
  ) {}

  look(member: Member): void {
    const channels = channelsToProve(this.policy, { email: member.email !== null, sms: member.phone !== null });
    const composed = this.compose(member, channels);
    const [locale, variant] = [this.plan.localeOf(member), this.plan.variantOf(member)];
    const sms = composed.ok ? composed.value.sms : null;
    this.rendered += 1;
    this.tally.add(member, locale, sms, variant);
    if (composed.ok) {
      this.sample.see(`${locale} ${variant.id}`, member, sms);
      return;
    }
    this.failures += 1;
    for (const lacking of composed.refusal) if (this.listed.length < MOST_LISTED) this.listed.push({ ...lacking, customerId: member.customerId });
  }

  async lint(loop: FairLoop): Promise<readonly Finding[]> {
    const findings = new Map<string, Finding>();
    for (const reader of this.sample.readers()) {
      for (const finding of this.plan.lint(reader)) findings.set(`${finding.rule} ${finding.part} ${finding.locale} ${finding.where}`, finding);
      await loop.turn();
    }
    const all = [...findings.values()];
    const blocking = all.filter(({ severity }) => severity === 'block');
    const tooMany = blocking.length > MOST_FINDINGS ? [tooManyFindings(blocking[0]!, blocking.length)] : [];
    return [...tooMany, ...blocking, ...all.filter(({ severity }) => severity === 'warn')].slice(0, MOST_FINDINGS);
  }

  private compose(member: Member, channels: Parameters<OpenPlan['texts']>[1]): ReturnType<OpenPlan['texts']> {
    try {
      return this.plan.texts(member, channels);
    } catch (error) {
      // A fault of ours and not of the texts: whoever looks into it needs to know for whom it showed.
      throw new Error(`Customer ${member.customerId} could not be rendered: ${(error as Error).message}`, { cause: error });
    }
  }
}
