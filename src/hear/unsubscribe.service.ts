import { Inject, Injectable } from '@nestjs/common';
import { Suppressions } from '../audience/contract.js';
import type { MessageId } from '../kernel/ids.js';
import { readMailToken } from '../kernel/mail-token.js';
import { Clock } from '../platform/clock/clock.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { unsubscribeKey } from '../platform/http/seal.js';
import { InboundMailRepository } from './store/inbound-mail.repository.js';

/** Takes people at their word who want no notices that may be left out. What must be told goes on coming, and so do texts. */
@Injectable()
export class UnsubscribeService {
  private readonly key: Buffer;

  constructor(
    private readonly mails: InboundMailRepository,
    private readonly suppressions: Suppressions,
    private readonly clock: Clock,
    @Inject(SURROUNDINGS) { secretKey }: Surroundings,
  ) {
    this.key = unsubscribeKey(secretKey);
  }

  /** Whether the token belongs to a mail of ours. */
  async knows(token: string): Promise<boolean> {
    return (await this.addressOf(token)) !== null;
  }

  /** Safe to repeat. @returns false where the token belongs to no mail of ours. */
  async stop(token: string): Promise<boolean> {
    const found = await this.addressOf(token);
    if (found === null) return false;
    await this.suppressions.suppress([{ channel: 'email', addressHash: found.addressHash, reason: 'preference', scope: 'optional', source: `unsubscribe:${found.id}`, since: this.clock.now() }]);
    return true;
  }

  /** Undoes it. @returns false where the token belongs to no mail of ours. */
  async resume(token: string): Promise<boolean> {
    const found = await this.addressOf(token);
    if (found === null) return false;
    await this.suppressions.lift('email', found.addressHash, 'preference', 'customer', 'wants optional notices again');
    return true;
  }

  private async addressOf(token: string): Promise<{ id: MessageId; addressHash: string } | null> {
    const id = readMailToken(this.key, token);
    return id === null ? null : ((await this.mails.messages([id]))[0] ?? null);
  }
}
