import { Inject, Injectable } from '@nestjs/common';
import type { IncidentId, PersonId } from '../../kernel/ids.js';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import type { Tx } from '../database/transactions.js';
import { StaffMessages } from '../staff-messages/staff-messages.js';

/** Something of an incident that nobody who has a role there may miss. */
export interface Announcement {
  /** Names it: told again, it is told once. At most 150 characters. */
  readonly key: string;
  readonly incidentId: IncidentId;
  /** What happened, as a sentence without personal data. */
  readonly message: string;
  /** What to do about it, as a sentence; addresses in it begin with "/". */
  readonly remedy: string;
}

interface Hearer {
  readonly personId: PersonId;
  readonly phones: readonly string[];
}

/**
 * Tells everybody who has a role for the incident's brand, at once: by e-mail, and besides by text where somebody chose texts for what is critical. No hours, list or choice
 * keeps it from anybody; of an incident that only some may see, they alone hear.
 */
@Injectable()
export class Everybody {
  constructor(
    private readonly messages: StaffMessages,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'publicUrl'>,
  ) {}

  /** @returns how many people. */
  async tell(tx: Tx, { key, incidentId, message, remedy }: Announcement): Promise<number> {
    const hearers = await tx.query<Hearer>(HEARERS, [incidentId]);
    const origin = this.surroundings.publicUrl.replace(/(?<!\/)\/+$/, '');
    const todo = remedy.replaceAll(/(^|\s)\/(?=[a-z])/g, `$1${origin}/`);
    for (const { personId, phones } of hearers) {
      await this.messages.send(tx, { purpose: 'alert', key: `${key}:${personId}:email`, channel: 'email', to: { person: personId }, subject: `Critical: ${message}`, text: `${message}\n\nWhat to do: ${todo}\n\nEverybody who has a role is told of this, and nobody can turn it off.` });
      for (const [index, phone] of phones.entries()) {
        await this.messages.send(tx, { purpose: 'alert', key: `${key}:${personId}:sms${index}`, channel: 'sms', to: { address: phone }, text: `Firstword CRITICAL: ${message} ${origin}` });
      }
    }
    return hearers.length;
  }
}

const HEARERS = `
  select p.id as "personId",
         array(select distinct c.phone from alert_contact as c where c.person_id = p.id and c.removed_at is null and c.phone is not null and 'sms' = any (c.critical_by) order by c.phone) as phones
    from person as p
   where p.disabled_at is null and cardinality(roles_for(p.id, published.brand_of('incidents', $1::text))) > 0
     and $1::uuid <> all (published.unseen_by(p.id, false))
   order by p.id`;
