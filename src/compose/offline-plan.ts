import { SAMPLE_TOKEN } from '../kernel/page-token.js';
import type { Labels, MessagePlan, OpenPlan } from './contract.js';
import { PlanComposer } from './engine/plan-composer.js';
import { pagesBeside } from './model/page-address.js';

/**
 * A plan opened without a service or a database, for who makes its finished texts anew. As in a draft no reader's own page is in them.
 *
 * @param labels  By hash of the template version, one for each text.
 * @returns null where its texts do not compile.
 */
export function openOffline(plan: MessagePlan, labels: ReadonlyMap<string, Labels>): OpenPlan | null {
  const base = pagesBeside(plan.notice.sender.checkAddress);
  const opened = PlanComposer.compile(plan, labels, () => base && base + SAMPLE_TOKEN);
  return opened.ok ? opened.value : null;
}
