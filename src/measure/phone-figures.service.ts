import { Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { type PhoneFigures, USUAL_FIGURES } from './model/phone-figures.js';
import { PhoneFiguresRepository } from './store/phone-figures.repository.js';

/** What a call and an agent's hour cost, and what good service is: stated by the company, and by nobody else. */
@Injectable()
export class PhoneFiguresService {
  constructor(
    private readonly figures: PhoneFiguresRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(): Promise<PhoneFigures> {
    return (await this.figures.find()) ?? USUAL_FIGURES;
  }

  async set(actor: Actor, figures: PhoneFigures): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.figures.set(tx, figures, `${actor.kind}:${actor.id}`, this.clock.now());
      await this.audit.record(tx, actor, { action: 'phone-figures.set', subject: { kind: 'phone-figures', id: 'company' }, details: { ...figures } });
    });
  }
}
