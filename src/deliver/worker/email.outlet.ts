import { bucketName } from '../model/bucket-name.js';
import type { EmailGateway } from '../model/gateways.js';
import { domainOf } from '../../kernel/email.js';
import { type NarrowRates } from '../model/narrow-rates.js';
import type { SendablePlan } from '../plan-cache.js';
import type { ClaimedMessage } from '../store/claim.repository.js';
import type { Bucket } from '../store/rate.repository.js';
import type { Line, Load, Outlet } from './outlet.js';
import type { ThrottledDomains } from './throttled-domains.js';

/** A relay, and what it bears. */
export interface EmailRelay {
  readonly gateway: EmailGateway;
  readonly connections: number;
  readonly perSecond: number;
}

export class EmailOutlet implements Outlet {
  readonly channel = 'email';
  readonly mostUnrecorded = 200;
  readonly lines: readonly Line[];
  private readonly gateways: ReadonlyMap<string, EmailGateway>;

  /** @param domains  Limits of mailbox domains, over all relays together: a mailbox provider counts what it gets. */
  constructor(
    relays: readonly EmailRelay[],
    private readonly domains: NarrowRates,
    private readonly throttled: Pick<ThrottledDomains, 'of' | 'some'>,
  ) {
    this.lines = relays.map(({ gateway, connections, perSecond }) => ({
      provider: gateway.provider, connections, perSecond, selfCheck: () => gateway.selfCheck(), close: () => gateway.close(),
    }));
    this.gateways = new Map(relays.map(({ gateway }) => [gateway.provider, gateway]));
  }

  senderOf({ plan }: SendablePlan): string {
    return plan.notice.sender.fromEmail;
  }

  get paysByDomain(): boolean {
    return !this.domains.unlimited || this.throttled.some;
  }

  bucketOf(): null {
    return null;
  }

  load({ id, address, reader }: ClaimedMessage, { plan, texts }: SendablePlan): Load | null {
    const composed = texts.email(reader, id);
    if (!composed.ok) return null;
    const mail = { ...composed.value, to: address, ledgerId: id, isOptional: !plan.notice.policies.mandatory };
    return {
      cost: 1, bodyHash: mail.bodyHash, domain: domainOf(address),
      send: (provider, signal, stillOurs) => this.gateways.get(provider)!.send(mail, signal, stillOurs),
    };
  }

  domainBucket(domain: string | null): Bucket | null {
    if (domain === null) return null;
    const perSecond = this.domains.of(domain);
    return perSecond === null ? this.throttled.of(domain) : { name: bucketName({ channel: 'email', kind: 'domain', name: domain }), perSecond };
  }
}
