import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { DomainError } from '../../kernel/domain-error.js';
import { SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { LOG, type Log } from '../../platform/logging/log.js';

type Form = Record<string, string | string[]>;

/**
 * Lets a webhook in only if Twilio signed it. The address that was signed is put together from the configured PUBLIC_URL: a Host
 * or X-Forwarded header says what the caller likes. Every parameter counts, those too that this version does not know.
 */
@Injectable()
export class TwilioSignatureGuard implements CanActivate {
  constructor(
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws DomainError forbidden `webhook-signature-wrong`; nothing has been read or written then. */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const signature = request.headers['x-twilio-signature'];
    const form = formOf(request.body);
    const url = this.surroundings.publicUrl.replace(/\/$/, '') + request.originalUrl;
    if (typeof signature === 'string' && form && this.tokens().some((token) => validateRequest(token, signature, url, form))) return true;
    this.log.warn({ event: 'webhook.refused', path: request.originalUrl.split('?')[0], signed: signature !== undefined });
    throw new DomainError(
      'forbidden',
      'webhook-signature-wrong',
      'The X-Twilio-Signature does not fit this address and these parameters. If Twilio sent it, compare PUBLIC_URL with the address set up there, and TWILIO_AUTH_TOKEN with the account.',
    );
  }

  /** Either account may speak to us. */
  private tokens(): readonly string[] {
    const { twilio, secondTwilio } = this.surroundings;
    return secondTwilio ? [twilio.authToken, secondTwilio.authToken] : [twilio.authToken];
  }
}

/** A form's fields; null for anything else, which Twilio does not send. */
function formOf(body: unknown): Form | null {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) return null;
  const fields = Object.values(body);
  const isField = (field: unknown): boolean => typeof field === 'string' || (Array.isArray(field) && field.every((item) => typeof item === 'string'));
  return fields.every(isField) ? (body as Form) : null;
}
