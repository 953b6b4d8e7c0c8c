import { NOTICE_PARTS, type NoticeSources, type RenderContext, type TemplateFault } from '../contract.js';
import { lintNotice } from '../model/lint-notice.js';
import { checkGrowth, withinBounds, withinTime } from './bounds.js';
import { compileNotice, parseTemplate } from './compile-notice.js';
import { unknownNames } from './known-names.js';
import { TemplateErrors } from './template-error.js';

/** Of a processor. Those that come with the service take 10 ms on a 2.1 GHz Xeon. */
const LONGEST_MS = 1_000;

/**
 * Every fault of texts that somebody wrote, before they are kept: size and depth, what the language of templates does not allow, names that no
 * notice has, and texts that could grow or take time beyond all use. What was kept before is never asked again, so a notice that is under way
 * costs nothing for it.
 */
export function faultsOf(sources: NoticeSources): readonly TemplateFault[] {
  const outside = NOTICE_PARTS.flatMap((part) => {
    const errors = new TemplateErrors(part);
    withinBounds(part, sources[part], errors);
    return errors.faults;
  });
  if (outside.length > 0) return outside;
  const found = withinTime(LONGEST_MS, () => faultsInside(sources));
  return found?.value ?? [{ part: 'emailHtml', line: 1, column: 0, message: 'these texts take too long to make and to check: make them simpler' }];
}

function faultsInside(sources: NoticeSources): readonly TemplateFault[] {
  const compiled = compileNotice(sources);
  if (!compiled.ok) return compiled.refusal;
  const faults = NOTICE_PARTS.flatMap((part) => {
    const errors = new TemplateErrors(part);
    for (const { node } of unknownNames(compiled.value.needs[part])) errors.add(node, `no notice has "${node.original}" to use like this`);
    checkGrowth(part, parseTemplate(sources[part], errors), errors);
    return errors.faults;
  });
  if (faults.length > 0) return faults;
  const rendered = compiled.value.render(FULL);
  // What comes of it is not looked at: that it came is what was to be shown.
  if (rendered.ok) lintNotice(rendered.value, { locale: 'en', brandName: 'x', domain: 'x.example', checkCode: 'x', checkAddress: 'x.example/check', page: FULL.person.page, steps: FULL.facts.whatYouCanDo });
  return [];
}

const text = (length: number): string => 'some plain words '.repeat(Math.ceil(length / 17)).slice(0, length - 1);
const list = (count: number, length: number): readonly string[] => Array.from({ length: count }, () => text(length));

/** A reader of whom there is much to say. */
const FULL: RenderContext = {
  locale: 'en',
  person: { greeting: text(80), reference: text(40), page: 'x.example/n/abc' },
  brand: { name: text(40), domain: 'x.example', website: 'https://x.example', checkAddress: 'x.example/check', phone: '+12025550100', dialled: '+12025550100', supportHours: text(100), postalAddress: text(100), senderName: text(40) },
  incident: { reference: 'INC-1', title: text(100), kind: 'data-breach' },
  notice: { type: 'correction', number: 2, checkCode: 'K7QF-2M9D', simulatedLabel: text(40), corrects: text(1_000), nextUpdate: text(40) },
  facts: { whatHappened: text(1_000), whatWeDo: text(1_000), whatYouCanDo: list(12, 200), consequences: text(1_000), exposure: text(40), dataInvolved: list(30, 30), moreInformation: text(1_000) },
  law: { silence: text(100), rights: list(6, 400), discovered: text(20), delayed: true },
  mine: { data: list(30, 30), touchpoints: list(5, 60), more: 3 },
};
