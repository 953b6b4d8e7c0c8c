import type { Channel } from '../../audience/contract.js';
import type { Policies, QuietHours } from '../contract.js';
import { settlePolicies } from './ladder-policy.js';

/** What an author may change of the policies. Quiet hours can't be taken away: they are passed over, with a reason that stays on record. So is the briefing, by others. */
export type PolicyChange = Partial<Omit<Policies, 'quietHours' | 'briefing'>> & { readonly quietHours?: QuietChange };

export interface QuietChange {
  readonly channels?: readonly Channel[];
  /** Null keeps them. */
  readonly overrideReason?: string | null;
}

/** The company's hours, "HH:MM-HH:MM"; null where it keeps none. */
export function quietHoursOf(setting: string, channels: readonly Channel[] = ['sms']): QuietHours | null {
  const [from, until] = setting.split('-');
  return from && until ? { from, until, channels: inOrder(channels), overrideReason: null } : null;
}

/** @throws DomainError unprocessable `ladder-needs-preferred` */
export function changedPolicies({ quietHours, ...before }: Policies, { quietHours: change, ...others }: PolicyChange): Policies {
  const { phones, publicPage, standing, ...settled } = settlePolicies(before, others);
  // None is none, however it is said: the same choice is the same plan.
  const policies: Policies = { ...settled, ...(phones ? { phones } : {}), ...(publicPage ? { publicPage } : {}), ...(standing === 'statutory' ? { standing } : {}) };
  return quietHours === undefined ? policies : { ...policies, quietHours: quietHours && changedHours(quietHours, change ?? {}) };
}

function changedHours(hours: QuietHours, { channels, overrideReason }: QuietChange): QuietHours {
  return {
    ...hours,
    channels: channels ? inOrder(channels) : hours.channels,
    overrideReason: overrideReason === undefined ? hours.overrideReason : overrideReason?.trim() || null,
  };
}

/** Each once, texts always among them: the same choice is the same plan. */
const inOrder = (channels: readonly Channel[]): readonly Channel[] => (channels.includes('email') ? ['email', 'sms'] : ['sms']);
