import type { EmailGateway } from '../model/gateways.js';
import type { SendablePlan } from '../plan-cache.js';
import type { ClaimedMessage } from '../store/claim.repository.js';
import type { Load, Outlet } from './outlet.js';

export class EmailOutlet implements Outlet {
  readonly channel = 'email';

  constructor(
    private readonly gateway: EmailGateway,
    readonly connections: number,
    readonly perSecond: number,
  ) {}

  get provider(): string {
    return this.gateway.provider;
  }

  senderOf({ plan }: SendablePlan): string {
    return plan.notice.sender.fromEmail;
  }

  load({ id, address, reader }: ClaimedMessage, { texts }: SendablePlan): Load | null {
    const composed = texts.email(reader, id);
    if (!composed.ok) return null;
    const mail = { ...composed.value, to: address };
    return { cost: 1, bodyHash: mail.bodyHash, send: (signal, stillOurs) => this.gateway.send(mail, signal, stillOurs) };
  }

  selfCheck(): Promise<string | null> {
    return this.gateway.selfCheck();
  }

  close(): Promise<void> {
    return this.gateway.close();
  }
}
