import { setTimeout as sleep } from 'node:timers/promises';
import { sha256Hex } from '../../kernel/sha256.js';
import { EXERCISE_PROVIDERS } from '../contract.js';
import { type Answer, deferred } from '../model/answer.js';
import { type ExerciseFate, type ExerciseOdds, fateOf } from '../model/exercise-fate.js';
import { EmailGateway, type OutgoingEmail, type OutgoingSms, SmsGateway } from '../model/gateways.js';
import type { StatusAnswer } from '../model/receipt-inquiry.js';
import type { ListedSms } from '../model/sms-lookup.js';

/** A provider that is made up: it knows no address of a server, holds no key, and opens no connection. */
export interface ExerciseTransport {
  readonly seed: string;
  readonly odds: ExerciseOdds;
  /** Real milliseconds that a call takes. */
  readonly callMs: number;
}

/** Silences that are remembered, so that what is sent once more in doubt is heard of. */
const MOST_SILENCES = 10_000;

/** What both channels of a made-up provider do with a message: wait as long as a call takes, and let it meet its fate. */
class Fates {
  private readonly silent = new Set<string>();

  constructor(
    private readonly channel: 'email' | 'sms',
    private readonly transport: ExerciseTransport,
  ) {}

  of(key: string): ExerciseFate {
    return fateOf(this.channel, sha256Hex(`${this.transport.seed} ${this.channel} ${key}`), this.transport.odds);
  }

  async meet(key: string, stillOurs: () => boolean): Promise<ExerciseFate> {
    await sleep(this.transport.callMs);
    if (!stillOurs()) return { answer: deferred('late', 'The hand-over was begun too late and did not take place.', { retryAfterMs: 0 }), providerId: null };
    const fate = this.of(key);
    if (fate.answer.kind !== 'unanswered') return fate;
    if (this.silent.delete(key)) return answered(fate);
    if (this.silent.size >= MOST_SILENCES) this.silent.clear();
    this.silent.add(key);
    return fate;
  }
}

/** Asked a second time it answers. */
const answered = (fate: ExerciseFate): ExerciseFate => ({ ...fate, answer: { kind: 'accepted', providerId: fate.providerId ?? 'exercise:d:0:again', code: null } });

/** Takes the e-mails of exercises, and keeps them to itself. */
export class ExerciseEmailGateway extends EmailGateway {
  readonly provider = EXERCISE_PROVIDERS.email;
  private readonly fates: Fates;

  constructor(transport: ExerciseTransport) {
    super();
    this.fates = new Fates('email', transport);
  }

  selfCheck(): Promise<null> {
    return Promise.resolve(null);
  }

  async send({ messageId }: OutgoingEmail, _signal?: AbortSignal, stillOurs = (): boolean => true): Promise<Answer> {
    return (await this.fates.meet(messageId, stillOurs)).answer;
  }

  async close(): Promise<void> {}
}

/** Takes the texts of exercises, and keeps them to itself. */
export class ExerciseSmsGateway extends SmsGateway {
  readonly provider = EXERCISE_PROVIDERS.sms;
  private readonly fates: Fates;
  /** By number: texts that it took without a word. Of those that another process handed over it knows nothing, like a list that is late. */
  private readonly taken = new Map<string, ListedSms[]>();

  constructor(
    transport: ExerciseTransport,
    private readonly now: () => Date,
  ) {
    super();
    this.fates = new Fates('sms', transport);
  }

  selfCheck(): Promise<null> {
    return Promise.resolve(null);
  }

  async send({ to, body }: OutgoingSms, _signal?: AbortSignal, stillOurs = (): boolean => true): Promise<Answer> {
    const { answer, providerId } = await this.fates.meet(`${to} ${body}`, stillOurs);
    if (answer.kind === 'unanswered' && providerId !== null) this.keep(to, { providerId, body, createdAt: this.now(), outbound: true });
    return answer;
  }

  sentTo(number: string): Promise<readonly ListedSms[]> {
    return Promise.resolve(this.taken.get(number) ?? []);
  }

  /** Receipts come by themselves, but for those that never do. */
  statusOf(): Promise<StatusAnswer> {
    return Promise.resolve({ kind: 'gone' });
  }

  async close(): Promise<void> {}

  private keep(to: string, sms: ListedSms): void {
    if (this.taken.size >= MOST_SILENCES) this.taken.clear();
    this.taken.set(to, [...(this.taken.get(to) ?? []), sms]);
  }
}
