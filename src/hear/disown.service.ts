import { Injectable } from '@nestjs/common';
import { type Channel, Suppressions } from '../audience/contract.js';
import { Misdirected } from '../deliver/contract.js';
import { type Actor, sightOf } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { CustomerId, MessageId, NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { PersonalPagesService } from './personal-pages.service.js';
import { DisownRepository } from './store/disown.repository.js';

/** How an agent knows that an address is in the hands of who says so. */
export const DISOWN_PROOFS = ['called-back', 'wrote-from-it'] as const;
export type DisownProof = (typeof DISOWN_PROOFS)[number];

interface DisownedBy {
  readonly actor: Actor;
  readonly where: string;
  readonly source: string;
  readonly why: string;
}

/** Hears from whoever reads a message that he is not the person whom it was for. */
@Injectable()
export class DisownService {
  constructor(
    private readonly reached: DisownRepository,
    private readonly suppressions: Suppressions,
    private readonly misdirected: Misdirected,
    private readonly pages: PersonalPagesService,
    private readonly clock: Clock,
  ) {}

  /**
   * By the page that a reader holds: bars the addresses at which the notice reached him on that channel, takes back that the customer was told
   * there, and shuts his pages, since their address is in a stranger's hands. Safe to repeat.
   *
   * @returns addresses that are barred now.
   */
  async disown(notice: NoticeId, customer: CustomerId, channel: Channel): Promise<number> {
    const hashes = await this.reached.addresses(notice, customer, channel);
    return this.bar(customer, channel, hashes, { actor: { kind: 'system', id: 'reader' }, where: 'page', source: 'page:not-me', why: 'a reader said that he is somebody else' });
  }

  /**
   * By an agent to whom somebody says so: the one address to which that message went. Whoever knows a number could have it stopped, so it has to be
   * shown that it is his: the agent has called it back, or somebody wrote to us from there. Safe to repeat.
   *
   * @returns addresses that are barred now: 0 where it was already.
   * @throws DomainError not-found `message-not-found`; unprocessable `not-shown`
   */
  async disownAtDesk(actor: Actor, customer: CustomerId, message: MessageId, shownBy: DisownProof): Promise<number> {
    const place = await this.reached.placeOf(message, customer, sightOf(actor));
    if (!place) throw new DomainError('not-found', 'message-not-found', 'No such message has reached anybody for this customer.');
    if (shownBy === 'called-back' && place.channel !== 'sms') throw new DomainError('unprocessable', 'not-shown', 'An e-mail address can\'t be called back. Ask for an answer to our e-mail, from that address.');
    if (shownBy === 'wrote-from-it' && !place.wrote) throw new DomainError('unprocessable', 'not-shown', 'Nobody has written to us from there yet. Ask for an answer to our message, from that number or address.');
    return this.bar(customer, place.channel, [place.addressHash], { actor, where: 'desk', source: `${actor.kind}:${actor.id}`, why: 'the address belongs to somebody else' }, { message, shownBy });
  }

  private async bar(customer: CustomerId, channel: Channel, hashes: readonly string[], by: DisownedBy, details: Readonly<Record<string, unknown>> = {}): Promise<number> {
    if (hashes.length === 0) return 0;
    // The bar comes first, so that nothing goes there in between; the pages last, so that a crash leaves the way here open.
    const barred = await this.suppressions.suppress(hashes.map((addressHash) => ({ channel, addressHash, reason: 'not-me' as const, source: by.source, since: this.clock.now() })));
    for (const hash of hashes) await this.misdirected.report(channel, hash, by.where);
    await this.pages.revoke(by.actor, customer, by.why, { reason: by.why, channel, ...details });
    return barred;
  }
}
