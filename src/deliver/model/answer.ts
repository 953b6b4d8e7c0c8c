import type { SuppressionReason } from '../../audience/contract.js';

/** Whose limit was passed. */
export type Scope = 'account' | 'sender' | 'domain';

/**
 * What a provider's answer (or its silence) means for one message.
 *
 * - `accepted`: the provider has it.
 * - `refused`: it never will take it. `bounced` is the address's doing, `failed` is ours or the provider's. `suppress` where the
 *   code says that the address is dead or has asked to be left alone; as `soft-bounce` it is one of the few that an address may have.
 * - `deferred`: not taken, may be tried again. `retryAfterMs` is the provider's own word on when. `slowDown` where it means more
 *   than this message: all of our traffic with this account, by this sender, or to this mailbox domain (`scope`). `soft` where it is
 *   the mailbox's own trouble: a message that ends so is a soft bounce.
 * - `unreached`: the provider was not spoken to at all, so nothing can have been taken; the door is shut for a moment.
 * - `unanswered`: it may or may not have been taken, and nobody here can know.
 * - `misconfigured`: nothing was taken, and nothing will be until a person changes something: for the whole channel, or for the
 *   messages of this sender.
 */
export type Answer =
  | { readonly kind: 'accepted'; readonly providerId: string | null; readonly code: string | null }
  | { readonly kind: 'refused'; readonly state: 'bounced' | 'failed'; readonly code: string; readonly reason: string; readonly suppress: SuppressionReason | null }
  | { readonly kind: 'deferred'; readonly code: string; readonly reason: string; readonly retryAfterMs: number | null; readonly slowDown: boolean; readonly scope: Scope; readonly soft: boolean }
  | { readonly kind: 'unreached'; readonly code: string; readonly reason: string }
  | { readonly kind: 'unanswered'; readonly code: string; readonly reason: string }
  | { readonly kind: 'misconfigured'; readonly scope: 'channel' | 'sender'; readonly code: string; readonly reason: string };

export const accepted = (providerId: string | null, code: string | null = null): Answer => ({ kind: 'accepted', providerId, code });
export const bounced = (code: string, reason: string, suppress: SuppressionReason | null = null): Answer => ({ kind: 'refused', state: 'bounced', code, reason, suppress });
export const failed = (code: string, reason: string): Answer => ({ kind: 'refused', state: 'failed', code, reason, suppress: null });
export const deferred = (code: string, reason: string, options: { retryAfterMs?: number | null; slowDown?: boolean; scope?: Scope; soft?: boolean } = {}): Answer => ({
  kind: 'deferred', code, reason, retryAfterMs: options.retryAfterMs ?? null, slowDown: options.slowDown ?? false, scope: options.scope ?? 'account', soft: options.soft ?? false,
});
export const unreached = (code: string, reason: string): Answer => ({ kind: 'unreached', code, reason });
export const unanswered = (code: string, reason: string): Answer => ({ kind: 'unanswered', code, reason });
export const misconfigured = (code: string, reason: string, scope: 'channel' | 'sender' = 'channel'): Answer => ({ kind: 'misconfigured', scope, code, reason });
