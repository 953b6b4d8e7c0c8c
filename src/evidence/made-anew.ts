import type { Labels } from '../compose/contract.js';
import { openOffline } from '../compose/offline-plan.js';
import { messagePlanOf, textOf } from './finished-variants.js';
import { Broken } from './model/broken.js';
import { templatesFile } from './model/templates.js';
import { type FinishedVariant, variantsFile } from './model/variants.js';

/** A finished text that is not what comes of the signed plan. */
export interface Differing {
  readonly where: string;
  readonly what: string;
}

/**
 * Makes the finished texts of a plan anew, of its signed texts and facts and the labels that it names, and compares.
 *
 * @param plan  As it stands in the pack, under its hash.
 * @returns how many were made, and the first that differs; what says no place was made by an older version and is left out.
 * @throws Broken where labels are missing, or the texts do not compile although the pack has what came of them.
 */
export function madeAnew(planHash: string, plan: string, labels: ReadonlyMap<string, unknown>, variants: readonly FinishedVariant[]): { readonly made: number; readonly differs: Differing | null } {
  const read = messagePlanOf(plan);
  for (const { templateHash } of read.texts) if (!labels.has(templateHash)) throw new Broken(templatesFile(planHash), `the version ${templateHash} that the plan names is not in it`);
  const known = variants.filter(({ place }) => place !== undefined);
  const opened = openOffline(read, labels as ReadonlyMap<string, Labels>);
  let made = 0;
  for (const variant of known) {
    const anew = opened && textOf(opened, read, variant);
    const what = differenceOf(variant.text, anew);
    if (what !== null) return { made, differs: { where: variantsFile(planHash), what: `the ${nameOf(variant)} is not what comes of the signed texts: ${what}` } };
    made += 1;
  }
  return { made, differs: null };
}

const nameOf = ({ law, locale, channel, care }: FinishedVariant): string => `${channel} in ${locale} by ${law}${care ? ` for whoever reads for a person who is ${care}` : ''}`;

function differenceOf(kept: FinishedVariant['text'], anew: FinishedVariant['text']): string | null {
  if (kept === null || anew === null) return kept === anew ? null : kept === null ? 'it could be made' : 'it can not be made';
  const part = [...new Set([...Object.keys(kept), ...Object.keys(anew)])].sort().find((one) => kept[one] !== anew[one]);
  return part === undefined ? null : `its ${part} differs`;
}
