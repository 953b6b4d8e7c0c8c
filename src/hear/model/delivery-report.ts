import { addressIn, type ReportFields } from './report-fields.js';

/** What a delivery report says of the one recipient that our mails have. */
export interface DeliveryReport {
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** The code that says most: "5.1.1", a reply ("550"), or what stood in its place; null where none did. */
  readonly code: string | null;
  readonly recipient: string | null;
  readonly envelopeId: string | null;
}

const ACTIONS: readonly DeliveryReport['action'][] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'];

/**
 * @param groups  Of `message/delivery-status`.
 * @returns The worst of its recipients; null where no group says what was done.
 * @source RFC 3464, 2.2.1, 2.3.
 */
export function deliveryReport(groups: readonly ReportFields[]): DeliveryReport | null {
  const envelopeId = groups[0]?.get('original-envelope-id') ?? null;
  const reports = groups.flatMap((fields) => {
    const action = ACTIONS.find((known) => known === fields.get('action')?.toLowerCase().replace(/\W.*$/, ''));
    if (action === undefined) return [];
    return [{ action, code: codeOf(fields), recipient: addressIn(fields.get('original-recipient')) ?? addressIn(fields.get('final-recipient')), envelopeId }];
  });
  return reports.toSorted((one, other) => ACTIONS.indexOf(one.action) - ACTIONS.indexOf(other.action))[0] ?? null;
}

/** "X.0.0" says nothing: then the receiving server's own words are asked. */
function codeOf(fields: ReportFields): string | null {
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(fields.get('status') ?? '')?.[1] ?? null;
  if (status !== null && !status.endsWith('.0.0')) return status;
  return codeIn(fields.get('diagnostic-code')?.replace(/^[^;]*;/, '').trim() ?? '') ?? status;
}

const ENHANCED = /(?<![\d.])(?:[245]\d\d[ -])?#?([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/;

/** The code of a reply as a server wrote it: "550 5.1.1 No such user", "550-No such user". */
function codeIn(reply: string): string | null {
  return ENHANCED.exec(reply)?.[1] ?? /^([45]\d\d)(?=[ -]|$)/.exec(reply)?.[1] ?? null;
}

/**
 * The code in a text that people should read (Exchange, qmail): only one that stands behind a reply or a `#`, since versions and
 * addresses look alike.
 */
export function codeInText(text: string): string | null {
  return /(?<![\d.])(?:[45]\d\d[ -]{1,3}#?|#)([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(text)?.[1] ?? null;
}
