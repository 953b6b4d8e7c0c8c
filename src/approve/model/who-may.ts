import type { Role } from '../../kernel/actor.js';

export { requirePerson, requireRole } from '../../kernel/require-role.js';

export const DRAFTERS = ['author', 'commander'] as const satisfies readonly Role[];
export const APPROVERS = ['approver'] as const satisfies readonly Role[];
/** Two of them, where no approver can be reached. */
export const GLASS_BREAKERS = ['admin'] as const satisfies readonly Role[];
/** Who looks afterwards at what two administrators did. */
export const GLASS_REVIEWERS = ['commander', 'approver', 'legal', 'auditor'] as const satisfies readonly Role[];
export const REVIEWERS = ['approver', 'legal'] as const satisfies readonly Role[];
/** Who says that the agents have the briefing, and who may go on without. */
export const BRIEFERS = ['ops'] as const satisfies readonly Role[];
export const BRIEFING_PASSERS = ['approver', 'commander'] as const satisfies readonly Role[];
/** Who lets a finding of the linter pass. */
export const OVERRIDERS = ['legal'] as const satisfies readonly Role[];
export const WITHDRAWERS = ['commander'] as const satisfies readonly Role[];
/** Those who may see what a person is told: it holds that person's data. An admin sees what he would sign. */
export const READERS = ['author', 'commander', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin'] as const satisfies readonly Role[];
