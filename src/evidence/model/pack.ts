import { z } from 'zod';
import { variedPlanSchema } from './variants.js';

/** Raised when files or columns of a pack change their meaning. */
export const PACK_FORM = 'firstword-evidence-1';

/** Names of the files of a pack. What a notice has of its own carries its number, or its plan's hash. */
export const FILES = {
  readme: 'READ-ME.txt',
  chain: 'audit/chain.jsonl',
  people: 'people.json',
  revisions: 'incident/revisions.jsonl',
  notices: 'notices.json',
  audiences: 'audiences.json',
  substitute: 'law/substitute-notice.jsonl',
  bypasses: 'deliveries/suppression-bypasses.csv',
  measurements: 'measurements.jsonl',
  reports: 'reports.jsonl',
  manifest: 'manifest.json',
  manifestHash: 'manifest.sha256',
} as const;

export const planFile = (planHash: string): string => `plans/${planHash}.json`;
export const membersFile = (number: number): string => `deliveries/notice-${number}-members.csv`;
export const messagesFile = (number: number): string => `deliveries/notice-${number}-messages.csv`;
export const doubtsFile = (number: number): string => `deliveries/notice-${number}-doubts.csv`;

export const MEMBER_COLUMNS = ['position', 'member', 'wave', 'outcome', 'barred because', 'e-mail message', 'text message', 'told at', 'letter'] as const;
export const MESSAGE_COLUMNS = [
  'message', 'member', 'channel', 'copy', 'wave', 'state', 'due', 'begun', 'handed over', 'delivered', 'settled', 'attempts', 'resent in doubt', 'provider', 'provider id', 'body hash', 'code', 'reason', 'follows', 'follows because', 'tries',
] as const;
export const DOUBT_COLUMNS = ['message', 'channel', 'state now', 'resent in doubt', 'doubtful tries', 'decision', 'decided by', 'decided at', 'reason'] as const;
export const BYPASS_COLUMNS = ['message', 'suppressed because', 'suppressed since', 'sent at'] as const;

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const manifestSchema = z.object({
  form: z.literal(PACK_FORM),
  product: z.string(),
  version: z.string(),
  /** Business time. */
  takenAt: z.iso.datetime(),
  /** By which person or key, by id. */
  takenBy: z.string(),
  incident: z.object({ id: z.string(), reference: z.string(), revision: count, simulated: z.boolean(), exercise: z.boolean().optional() }),
  /** `before`: the hash of the link before the first one here; zeros where the pack holds the chain from its beginning. */
  chain: z.object({ first: count, before: hash, head: z.object({ position: count, hash }), events: count }),
  counts: z.object({ notices: count, members: count, messages: count, outcomes: z.record(z.string(), count) }),
  files: z.array(z.object({ name: z.string(), bytes: count, sha256: hash, lines: count })),
});
export type Manifest = z.output<typeof manifestSchema>;

/** A line of the chain: of other incidents' events, and of those of none, the hash alone. */
export const chainLine = z.object({
  position: count,
  eventHash: hash,
  hash,
  event: z
    .object({
      id: z.string(), at: z.string(), recordedAt: z.string(), actor: z.object({ kind: z.string(), id: z.string() }), action: z.string(),
      subject: z.object({ kind: z.string(), id: z.string() }), incidentId: z.string().nullable(), details: z.unknown(),
    })
    .optional(),
});
export type ChainLine = z.output<typeof chainLine>;

const approval = z.object({ planHash: z.string(), revision: count, decision: z.enum(['approved', 'rejected', 'returned']), peopleTyped: count.nullable(), decidedBy: z.string(), decidedAt: z.string(), reason: z.string().nullable() });

export const noticesSchema = z.array(
  z.looseObject({
    id: z.string(),
    number: count,
    state: z.string(),
    planHash: z.string().nullable(),
    audienceId: z.string(),
    /** Hashes of the plans that were put before approvers; each lies under plans/. */
    plans: z.array(hash),
    approvals: z.array(approval),
    /** Null where it never began to go out. */
    sum: z.object({ members: count, outcomes: z.record(z.string(), count), messages: count }).nullable(),
  }),
);
export type PackedNotice = z.output<typeof noticesSchema>[number];

export const audiencesSchema = z.array(z.looseObject({ id: z.string(), state: z.string(), hash: z.string().nullable(), members: count.nullable() }));
export type PackedAudience = z.output<typeof audiencesSchema>[number];

export const planSchema = z.looseObject({ noticeId: z.string(), revision: count, audience: z.object({ id: z.string(), hash: z.string(), members: count }), ...variedPlanSchema });

/** Most that a pack may say of itself before it is believed: bytes. */
export const MOST_OF_MANIFEST = 16 * 1024 * 1024;
