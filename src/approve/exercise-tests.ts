import { Inject, Injectable } from '@nestjs/common';
import type { NoticeId } from '../kernel/ids.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Clock } from '../platform/clock/clock.js';
import type { Tx } from '../platform/database/transactions.js';
import { derivedKey, seal, unseal } from '../platform/http/seal.js';
import { ExerciseTestRepository } from './store/exercise-test.repository.js';

/** A test as its reader would have got it. */
export interface ExerciseTest {
  /** The colleague's name. */
  readonly reader: string;
  readonly channel: 'email' | 'sms';
  /** Null of a text. */
  readonly subject: string | null;
  readonly text: string;
}

export interface KeptTest extends ExerciseTest {
  /** Business time. */
  readonly sentAt: Date;
}

const SHOWN = 20;

/**
 * Where tests of an exercise go: into the console, and no further. It knows no address, no queue and no provider, so the test of an
 * exercise can't leave the house even where those it is for are colleagues.
 */
@Injectable()
export class ExerciseTests {
  private readonly key: Buffer;

  constructor(
    private readonly rows: ExerciseTestRepository,
    private readonly clock: Clock,
    @Inject(SURROUNDINGS) surroundings: Pick<Surroundings, 'secretKey'>,
  ) {
    this.key = derivedKey(surroundings.secretKey, 'exercise tests');
  }

  keep(tx: Tx, notice: NoticeId, tests: readonly ExerciseTest[]): Promise<void> {
    return this.rows.keep(tx, notice, tests.map(({ reader, channel, subject, text }) => ({ reader, channel, content: seal(this.key, JSON.stringify({ subject, text })) })), this.clock.now());
  }

  /** The newest, newest first. */
  async of(notice: NoticeId): Promise<readonly KeptTest[]> {
    const kept = await this.rows.of(notice, SHOWN);
    return kept.map(({ content, ...row }) => ({ ...row, ...(JSON.parse(unseal(this.key, content)) as Pick<ExerciseTest, 'subject' | 'text'>) }));
  }
}
