import { type Finding } from './tool.js';

/** What a tool says and what was found to be none. Each is looked at by a person, and stands in docs/security.md too. */
const EXPLAINED: readonly { readonly kind: RegExp; readonly says: RegExp; readonly why: string }[] = [
  { kind: /Secure Headers/, says: /X-XSS-Protection is not set/, why: 'no browser has that filter any more, and where it was there it could be turned against the page; the policy (CSP) does its work' },
  { kind: /Secure Headers/, says: /Strict-Transport-Security is not set/, why: 'the scan speaks plain HTTP to the same machine; where PUBLIC_URL is https it is sent (src/platform/http/answers.spec.ts)' },
  { kind: /SQL injection/, says: /,T,false positive or unexploitable$/, why: 'sqlmap took a slow answer for a sleep, asked again and withdrew it itself: that is its own verdict on what it found by time alone' },
];

/** Why it is none; null for what has to be mended. */
export const explanationOf = ({ kind, where, says }: Finding): string | null => EXPLAINED.find((one) => one.kind.test(kind) && one.says.test(`${where} ${says}`))?.why ?? null;
