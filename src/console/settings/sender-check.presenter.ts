import { type NoticeView } from '../../approve/notice.service.js';
import { type Brand } from '../../declare/contract.js';
import { type SenderChecksService } from '../../deliver/sender-checks.service.js';
import { domainOf } from '../../kernel/email.js';
import { type Tone } from '../page/words.js';

type Checks = Awaited<ReturnType<SenderChecksService['all']>>;

const STATES: Readonly<Record<'ok' | 'warning' | 'fault', { readonly label: string; readonly tone: Tone }>> = {
  ok: { label: 'good', tone: 'good' }, warning: { label: 'look at it', tone: 'warn' }, fault: { label: 'must be mended', tone: 'bad' },
};

/** What was last found of a brand's sender, record by record; `checkedAt` null where nobody has looked. */
export function senderBox(brand: Brand, checks: Checks) {
  const domain = domainOf(brand.fromEmail);
  const check = checks.find((one) => one.domain === domain);
  const worst = check && (['fault', 'warning'] as const).find((state) => check.findings.some((finding) => finding.state === state));
  return {
    brandId: brand.id, name: brand.name, domain, selector: check?.selector ?? '', checkedAt: check?.checkedAt ?? null, checkedBy: check?.checkedBy ?? null,
    ...(check ? STATES[worst ?? 'ok'] : { label: 'not checked yet', tone: 'warn' as Tone }),
    findings: (check?.findings ?? []).map(({ about, state, says, mend }) => ({ about: about === 'bounces' ? 'Bounces' : about, ...STATES[state], says, mend })),
  };
}

/** One line for where a notice is looked at; null where nothing is to be said. It holds nothing up. */
export function senderWarning({ state, domain, troubles, checkedAt }: NoticeView['sender']) {
  if (state === 'captured' || state === 'ok') return null;
  const says = {
    unchecked: `Nobody has checked yet whether mail from ${domain} will be taken for the company’s own.`,
    old: `Nobody has checked for a month whether mail from ${domain} will be taken for the company’s own.`,
    warning: troubles[0]?.says, fault: troubles[0]?.says,
  }[state];
  return { tone: state === 'fault' ? 'bad' : 'warn', says, mend: state === 'unchecked' || state === 'old' ? null : (troubles[0]?.mend ?? null), more: Math.max(0, troubles.length - 1), checkedAt };
}
