import { Injectable } from '@nestjs/common';
import { type PhonePace } from '../approve/contract.js';
import { type PacePrior } from '../deliver/contract.js';
import { type IncidentId } from '../kernel/ids.js';
import { contactPrior } from './model/contact-rate.js';
import { PhoneFiguresService } from './phone-figures.service.js';
import { ContactRateRepository } from './store/contact-rate.repository.js';

/** How many calls to expect of the told before any of them has called. */
@Injectable()
export class ContactPriorService {
  constructor(
    private readonly rates: ContactRateRepository,
    private readonly figures: PhoneFiguresService,
  ) {}

  /** @param phones  Of the notice's plan; null where its waves don't go by them. */
  async of(incident: IncidentId, phones: PhonePace | null): Promise<PacePrior> {
    const stated = phones?.callsPerThousand ?? null;
    if (stated !== null) return contactPrior([], stated, stated);
    const [past, { callsPerThousand }] = await Promise.all([this.rates.past(incident), this.figures.get()]);
    return contactPrior(past, null, callsPerThousand);
  }
}
