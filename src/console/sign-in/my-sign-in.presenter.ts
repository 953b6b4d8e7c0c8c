import { type BrowserSession } from '../../platform/auth/access.js';
import { PASSWORD_LENGTH } from '../../platform/auth/password.js';
import { type SignInWay } from '../../platform/auth/sessions.js';
import { FRESH_MINUTES, isFresh, type OwnSignInState } from '../../platform/auth/sign-in/own-sign-in.js';
import { type NewTotp } from '../../platform/auth/sign-in/second-factors.js';
import { zoneChoices } from '../page/choices.js';
import { type Fault } from '../page/fault.js';

const WAYS: Readonly<Record<SignInWay, string>> = {
  password: 'password', 'password+code': 'password and code', 'password+recovery': 'password and recovery code', passkey: 'passkey', company: 'company account',
};

export interface MySignInShown {
  readonly state: OwnSignInState;
  readonly waiting: NewTotp | null;
  readonly session: BrowserSession | null;
  readonly faults: readonly Fault[];
  readonly recoveryCodes: readonly string[] | null;
  readonly isLocalOpen: boolean;
  readonly hasPasskeys: boolean;
  /** The company's. */
  readonly zone: string;
  /** The browser's; null where it has not said. */
  readonly browserZone: string | null;
  /** As it was typed and could not be kept; null otherwise. */
  readonly typedZone: string | null;
}

export function mySignInPage({ state, waiting, session, faults, recoveryCodes, isLocalOpen, hasPasskeys, zone, browserZone, typedZone }: MySignInShown) {
  return {
    faults, recoveryCodes, isLocalOpen, hasPasskeys, zone,
    zones: zoneChoices(typedZone ?? state.timeZone ?? ''),
    clocks: { own: typedZone ?? state.timeZone ?? '', isOwn: state.timeZone !== null, company: zone, browser: browserZone !== null && browserZone !== (state.timeZone ?? zone) ? browserZone : null },
    mustSetUp: session?.lacksSecondFactor ?? false,
    isFresh: isFresh(session),
    freshMinutes: FRESH_MINUTES,
    passwordMin: PASSWORD_LENGTH.min,
    hasTotp: state.hasTotp,
    // In fours, as people copy it.
    waiting: waiting && { picture: waiting.picture, secret: waiting.secret.match(/.{1,4}/g)!.join(' ') },
    codesLeft: state.recoveryCodesLeft,
    fewCodes: state.hasTotp && state.recoveryCodesLeft < 3,
    hasCompanyAccount: state.hasCompanyAccount,
    passkeys: state.passkeys,
    sessions: state.sessions.map(({ way, browser, ...rest }) => ({ ...rest, way: WAYS[way], browser: browser || 'a browser' })),
    hasOthers: state.sessions.some(({ current }) => !current),
  };
}
