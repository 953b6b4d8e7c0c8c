import { z } from 'zod';
import { DomainError } from '../../kernel/domain-error.js';
import { plain } from './plain-text.js';

/** An event of a mail provider, as far as it concerns us; whose message it is stands in `traces` and `messageIds`. */
export interface MailEvent {
  /** The provider's own name for it: the same on every repeat. */
  readonly eventId: string;
  /** Who says it and what: "ses:Bounce/Permanent/General". */
  readonly status: string;
  readonly code: string | null;
  /** Places that may hold the message's token, the surest first. */
  readonly traces: readonly string[];
  /** Message-IDs, with their brackets. */
  readonly messageIds: readonly string[];
}

export const word = plain(120);
/** "5.1.1" or "550"; what is neither is no code. */
export const codeOf = (text: string | number | null | undefined): string | null => /^(?:[245]\.\d{1,3}\.\d{1,3}|[45]\d\d)$/.exec(String(text ?? '').trim())?.[0] ?? null;
export const bracketed = (id: string | undefined): readonly string[] => (id === undefined ? [] : [id.startsWith('<') ? id : `<${id}>`]);

/** @throws DomainError invalid `webhook-body-not-json` */
export function readJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body)) as unknown;
  } catch {
    throw new DomainError('invalid', 'webhook-body-not-json', 'The body is not JSON that can be read.');
  }
}

/** @throws DomainError invalid `webhook-parameters-wrong`, naming the fields; their values are left out. */
export function readEvent<Schema extends z.ZodType>(schema: Schema, value: unknown, who: string): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const fields = read.error.issues.map(({ path }) => path.join('.') || 'the body');
  throw new DomainError('invalid', 'webhook-parameters-wrong', `Not what ${who} sends here: ${[...new Set(fields)].join(', ')}.`, { fields: [...new Set(fields)] });
}

/** @throws DomainError forbidden `webhook-signature-wrong`; nothing has been written then. */
export function refuse(why: string): never {
  throw new DomainError('forbidden', 'webhook-signature-wrong', why);
}
