import { writeFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { NoticeId } from '../../../src/kernel/ids.js';
import { Child, startFlags } from './child.js';
import { type FarSide, OwnSink, type Report } from './far-side.js';
import { type Run, spent } from './figures.js';
import { SINK_CERTIFICATE } from './sink-certificate.js';
import { SmtpSink } from './smtp-sink.js';
import type { Channel, Stage } from './stage.js';

export interface Scenario {
  readonly name: 'email' | 'emailDkim' | 'sms';
  readonly channel: Channel;
  readonly dkim: boolean;
}

/** Longest that a run may take before it counts as stuck. */
const STUCK_MS = 15 * 60_000;

/** So many are enough to see that each address got one message, and what it reads like. */
const LOOKED_AT = 200;

/** The three senders of the bench, on one stage and one far side. Whatever does not arrive exactly once is remembered as a fault. */
export class Senders {
  readonly faults: string[] = [];
  readonly samples = new Map<string, string>();
  private keyFile = '';
  private authorityFile = '';
  private pem = '';
  private queues = 0;
  private sink: FarSide;

  private constructor(
    private readonly stage: Stage,
    private readonly own: FarSide,
    private readonly smtpSink: FarSide | null,
    private readonly warmUp: number,
  ) {
    this.sink = own;
  }

  static async on(stage: Stage, warmUp: number): Promise<Senders> {
    const senders = new Senders(stage, await OwnSink.start(), await SmtpSink.start(), warmUp);
    senders.pem = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    senders.keyFile = join(stage.folder, 'dkim.pem');
    await writeFile(senders.keyFile, senders.pem);
    senders.authorityFile = join(stage.folder, 'sink.pem');
    await writeFile(senders.authorityFile, SINK_CERTIFICATE);
    return senders;
  }

  async close(): Promise<void> {
    await Promise.all([this.own.stop(), this.smtpSink?.stop()]);
  }

  /** Where e-mails go while they are timed. */
  get smtpSinkName(): string {
    return this.smtpSink === null ? 'own' : "Postfix's smtp-sink";
  }

  /** Before anything is timed: each sender in turn before the far side that knows who got what. */
  async look(scenario: Scenario): Promise<void> {
    this.sink = this.own;
    await this.loop(scenario, LOOKED_AT);
    await this.firstword(scenario, LOOKED_AT);
    await this.boss(scenario, LOOKED_AT);
  }

  /** From here on this scenario is timed. */
  time(scenario: Scenario): void {
    this.sink = scenario.channel === 'email' ? (this.smtpSink ?? this.own) : this.own;
  }

  /** (a) the loop written by hand. */
  async loop(scenario: Scenario, count: number): Promise<Run> {
    const [warm, timed] = (await this.stage.notices(scenario.channel, [this.warmUp, count])) as [NoticeId, NoticeId];
    const [warmRows, rows] = [await this.stage.recipients(warm), await this.stage.recipients(timed)];
    const child = await Child.start('loop.process', await this.orders(timed, scenario), this.trust());
    return this.measured(`loop, ${scenario.name}`, [child], count, () => child.ask('run', warmRows), () => child.ask('run', rows));
  }

  /** (b) a job for each message. */
  async boss(scenario: Scenario, count: number): Promise<Run> {
    const [warm, timed] = (await this.stage.notices(scenario.channel, [this.warmUp, count])) as [NoticeId, NoticeId];
    this.queues += 1;
    const [warmQueue, queue] = [`warm-${this.queues}`, `timed-${this.queues}`];
    await this.stage.jobs(warmQueue, await this.stage.recipients(warm));
    await this.stage.jobs(queue, await this.stage.recipients(timed));
    const child = await Child.start('boss.process', await this.orders(timed, scenario), this.trust());
    return this.measured(`pg-boss, ${scenario.name}`, [child], count, () => child.ask('run', { queue: warmQueue, count: this.warmUp }), () => child.ask('run', { queue, count }));
  }

  /** (c) Firstword, whole. Of several workers each is warmed up by as many messages as one is. */
  async firstword(scenario: Scenario, count: number, workers = 1): Promise<Run> {
    const warmUp = this.warmUp * workers;
    const [warm, timed] = (await this.stage.notices(scenario.channel, [warmUp, count])) as [NoticeId, NoticeId];
    const children: Child[] = [];
    for (let worker = 0; worker < workers; worker += 1) children.push(await Child.start('firstword.process', {}, { ...this.trust(), ...this.environment(scenario) }, startFlags()));
    return this.measured(`Firstword, ${scenario.name}`, children, count, () => this.send(warm, warmUp), () => this.send(timed, count));
  }

  private async send(notice: NoticeId, count: number): Promise<void> {
    await this.stage.resume(notice);
    await this.sink.until(count);
    const { sent = 0, ...others } = await this.stage.settled(notice);
    if (sent !== count) this.faults.push(`The ledger has ${sent} of ${count} as sent, and ${JSON.stringify(others)}.`);
    await this.stage.finish(notice);
  }

  private async measured(name: string, children: readonly Child[], count: number, warm: () => Promise<unknown>, timed: () => Promise<unknown>): Promise<Run> {
    try {
      await this.sink.reset();
      await withinTime(name, warm());
      await this.sink.reset();
      const used = async () => [await this.stage.serverCpuMs(), await this.sink.cpuMs()] as const;
      const [[serverBefore, sinkBefore], before] = [await used(), await Promise.all(children.map((child) => child.usage()))];
      const began = performance.now();
      await withinTime(name, timed());
      const seconds = (performance.now() - began) / 1_000;
      const [after, [serverAfter, sinkAfter]] = [await Promise.all(children.map((child) => child.usage())), await used()];
      const report = await this.sink.report();
      this.judge(name, report, count);
      const serverCpuMs = serverBefore === null || serverAfter === null ? null : serverAfter - serverBefore;
      return { seconds, count, bytes: report.bytes ?? 0, serverCpuMs, sinkCpuMs: sinkAfter - sinkBefore, ...spent(before, after) };
    } finally {
      await Promise.all(children.map((child) => child.stop()));
    }
  }

  private judge(name: string, { messages, distinct, sample }: Report, count: number): void {
    if (sample !== null) this.samples.set(name, sample);
    if (distinct !== null && distinct !== count) this.faults.push(`${name}: ${count - distinct} of ${count} addresses got nothing.`);
    if (messages !== (distinct ?? count)) this.faults.push(`${name}: ${messages} messages came where ${distinct ?? count} should.`);
  }

  private orders(notice: NoticeId, { channel, dkim }: Scenario) {
    return this.stage.naiveOrders(notice, channel, this.sink.ports, dkim ? this.pem : null);
  }

  /** So that each client's own TLS takes the sink for Twilio. */
  private trust(): NodeJS.ProcessEnv {
    return { NODE_EXTRA_CA_CERTS: this.authorityFile };
  }

  /** Limits are on, and so high that the sink is reached first. */
  private environment({ dkim }: Scenario): NodeJS.ProcessEnv {
    return {
      ROLE: 'worker', PORT: '0', LOG_LEVEL: 'warn', FIRSTWORD_HOME: this.stage.folder, DATABASE_URL: this.stage.url, SECRET_KEY: 's'.repeat(40),
      SMTP_URL: `smtp://127.0.0.1:${this.sink.ports.smtp}`, EMAIL_CONNECTIONS: '20', EMAIL_PER_SECOND: '50000', EMAIL_DOMAIN_PER_SECOND: '50000',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'f'.repeat(32), TWILIO_FROM: '+12025550100', TWILIO_API_URL: `https://127.0.0.1:${this.own.ports.twilio}`,
      SMS_CONCURRENCY: '20', SMS_PER_SECOND: '50000', SMS_SENDER_LIMITS: '+12025550100=50000', PUBLIC_URL: 'https://firstword.example',
      ...(dkim ? { DKIM_DOMAIN: 'northwind.example', DKIM_SELECTOR: 'bench', DKIM_PRIVATE_KEY_FILE: this.keyFile } : {}),
    };
  }
}

async function withinTime(name: string, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} is stuck.`)), STUCK_MS);
  });
  await Promise.race([work, stuck]).finally(() => clearTimeout(timer));
}
