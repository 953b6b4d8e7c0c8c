import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { type Tx } from '../database/transactions.js';
import { derivedKey, seal, unseal } from '../http/seal.js';
import { StaffMessageRecords } from './staff-message.records.js';
import { type StaffContent, type StaffMessage, type StaffMessageStanding, type StaffRecipient, WORTH_MINUTES } from './staff-message.js';

/** The key under which addresses and words wait. */
export const staffContentKey = (secret: string): Buffer => derivedKey(secret, 'staff messages');

/**
 * E-mails and texts to single people by name: alerts, looks at a draft, codes. They belong to no notice and to no figure. Saved with the
 * caller's work; `deliver` hands them to the providers right after the commit.
 */
@Injectable()
export class StaffMessages {
  private readonly key: Buffer;

  constructor(
    private readonly records: StaffMessageRecords,
    @Inject(SURROUNDINGS) surroundings: Pick<Surroundings, 'secretKey'>,
  ) {
    this.key = staffContentKey(surroundings.secretKey);
  }

  /**
   * @returns The message's id; of the first one where the key was used before.
   * @throws DomainError not-found `person-not-found` where there is no such person, or he may not sign in any more
   */
  async send(tx: Tx, message: StaffMessage): Promise<string> {
    const content: StaffContent = {
      to: await this.addressOf(tx, message.to), text: message.text, ...(message.channel === 'email'
        ? { subject: message.subject, html: message.html ?? null, sender: message.sender ?? null, smsFrom: null }
        : { subject: '', html: null, sender: null, smsFrom: message.from ?? null }),
    };
    const { key, purpose, channel, worthMinutes = WORTH_MINUTES[purpose] } = message;
    return this.records.insert(tx, { key, purpose, channel, content: seal(this.key, JSON.stringify(content)), worthMinutes });
  }

  /** In no order; ids that there are not are left out. */
  standing(ids: readonly string[]): Promise<readonly StaffMessageStanding[]> {
    return this.records.standing(ids);
  }

  /** @throws Error where it was sealed with another SECRET_KEY. */
  open(sealed: string): StaffContent {
    return JSON.parse(unseal(this.key, sealed)) as StaffContent;
  }

  private async addressOf(tx: Tx, to: StaffRecipient): Promise<string> {
    if ('address' in to) return to.address;
    const email = await this.records.emailOf(tx, to.person);
    if (email === null) throw new DomainError('not-found', 'person-not-found', 'There is no such person.');
    return email;
  }
}
