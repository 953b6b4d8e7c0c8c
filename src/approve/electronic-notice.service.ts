import { Injectable } from '@nestjs/common';
import { LawRecords } from '../declare/contract.js';
import { Clock } from '../platform/clock/clock.js';
import { ElectronicNotice, type Notice } from './contract.js';
import { AudienceReader } from './store/audience.reader.js';

type Asked = Pick<Notice, 'incidentId' | 'audienceId' | 'policies'>;

/** For whom an e-mail or a text is not the notice that their law asks for. */
@Injectable()
export class ElectronicNoticeService extends ElectronicNotice {
  constructor(
    private readonly laws: LawRecords,
    private readonly reader: AudienceReader,
    private readonly clock: Clock,
  ) {
    super();
  }

  async consentPlaces({ incidentId, audienceId, policies }: Asked): Promise<readonly string[]> {
    if (policies.standing !== 'statutory') return [];
    return this.laws.consentPlaces(incidentId, (await this.reader.places(audienceId)).map(({ place }) => place));
  }

  /** People of a statutory notice whose law asks for their consent and who gave none, as of now, by place; null for an early warning. */
  async withoutConsent(notice: Asked): Promise<Readonly<Record<string, number>> | null> {
    if (notice.policies.standing !== 'statutory') return null;
    const places = await this.consentPlaces(notice);
    return places.length === 0 ? {} : Object.fromEntries((await this.reader.withoutConsent(notice.audienceId, places, this.clock.now())).map(({ place, people }) => [place, people]));
  }
}
