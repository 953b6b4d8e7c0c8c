import type { Severity } from '../../declare/contract.js';

export type { Severity };

const WEIGHTS: Readonly<Record<Severity, number>> = { low: 1, medium: 2, high: 4, critical: 8 };

/** How much of what can leave an incident gets beside others that send at the same time. */
export const weightOf = (severity: Severity): number => WEIGHTS[severity];
