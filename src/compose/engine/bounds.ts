import { createContext, Script } from 'node:vm';
import type { NoticePart } from '../contract.js';
import type { TemplateErrors } from './template-error.js';

/** Characters of a part as it is written. The longest that comes with the service, an e-mail's HTML, has 14,000. */
const LONGEST_SOURCE: Readonly<Record<NoticePart, number>> = { subject: 1_000, emailHtml: 64_000, emailText: 32_000, sms: 4_000 };
/** Characters of a part with every list and every text at its longest; 100,000 for the longest that comes with the service. */
const LARGEST_OUTPUT: Readonly<Record<NoticePart, number>> = { subject: 20_000, emailHtml: 400_000, emailText: 400_000, sms: 20_000 };
/** Blocks within blocks; those that come with the service go three deep. */
const DEEPEST = 8;

/** Items of a list and characters of each, as the schemas of facts and audiences bound them. */
const LISTS: Readonly<Record<string, { readonly most: number; readonly longest: number }>> = {
  'facts.whatYouCanDo': { most: 12, longest: 4_000 },
  'law.rights': { most: 12, longest: 2_000 },
  'facts.dataInvolved': { most: 30, longest: 100 },
  'mine.data': { most: 30, longest: 100 },
  'mine.touchpoints': { most: 5, longest: 300 },
};
const LONG_TEXT = 4_000;
const LONG_TEXTS = new Set(['facts.whatHappened', 'facts.whatWeDo', 'facts.consequences', 'facts.moreInformation', 'notice.corrects']);
const SHORT_TEXT = 300;

/**
 * Faults of a text that is too long or too deep to be parsed, whatever is in it. Parser and checks call themselves for each block, so depth is
 * counted before.
 *
 * @returns Whether the text may be parsed.
 */
export function withinBounds(part: NoticePart, text: string, errors: TemplateErrors): boolean {
  if (text.length > LONGEST_SOURCE[part]) {
    errors.addAt(1, 0, `this part has ${text.length} characters; ${LONGEST_SOURCE[part]} is the most`);
    return false;
  }
  let depth = 0;
  for (const { 0: tag, index } of text.matchAll(/\{\{\{?\{?~?\s*[#^/]/g)) {
    depth += tag.endsWith('/') ? -1 : tag.endsWith('#') ? 1 : 0;
    if (depth <= DEEPEST) continue;
    errors.addAt(text.slice(0, index).split('\n').length, index - text.lastIndexOf('\n', index) - 1, `blocks are nested more than ${DEEPEST} deep here`);
    return false;
  }
  return true;
}

/** Notes a fault where the text could grow beyond all use: a long text within loops within loops. */
export function checkGrowth(part: NoticePart, program: hbs.AST.Program, errors: TemplateErrors): void {
  const most = sizeOf(program, SHORT_TEXT);
  if (most > LARGEST_OUTPUT[part]) errors.addAt(1, 0, `filled in, it can have ${most} characters; ${LARGEST_OUTPUT[part]} is the most. Repeat less within #each`);
}

/** @param item  How long what `{{this}}` prints can be. */
function sizeOf(program: hbs.AST.Program | undefined, item: number): number {
  return (program?.body ?? []).reduce((sum, statement) => sum + sizeOfStatement(statement, item), 0);
}

function sizeOfStatement(statement: hbs.AST.Statement, item: number): number {
  if (statement.type === 'ContentStatement') return (statement as hbs.AST.ContentStatement).value.length;
  if (statement.type === 'MustacheStatement') return sizeOfPrinted(statement as hbs.AST.MustacheStatement, item);
  if (statement.type !== 'BlockStatement') return 0;
  const { path, params, program, inverse } = statement as hbs.AST.BlockStatement;
  if (path.original !== 'each') return sizeOf(program, item) + sizeOf(inverse, item);
  const list = LISTS[nameOf(params[0])] ?? { most: 30, longest: LONG_TEXT };
  return list.most * sizeOf(program, list.longest) + sizeOf(inverse, item);
}

function sizeOfPrinted({ path, params }: hbs.AST.MustacheStatement, item: number): number {
  const name = nameOf(params[0] ?? path);
  return name === '' ? item : LONG_TEXTS.has(name) ? LONG_TEXT : SHORT_TEXT;
}

const nameOf = (expression: hbs.AST.Expression | undefined): string => ((expression as hbs.AST.PathExpression | undefined)?.parts ?? []).join('.');

/**
 * Does a piece of work that must be over soon, and breaks it off where it is not: loops and regular expressions alike. What counts is the
 * processor's time that it has had: an engine can be stopped by the clock alone, so work that a busy machine kept waiting is begun again with
 * twice as long. Work without an end uses its time up sooner or later; what is kept waiting does not.
 *
 * @param cpuMs  Milliseconds of this thread on a processor. What is broken off must keep nothing, and is done once more.
 * @returns Null where it had its time and was not done.
 */
export function withinTime<Value>(cpuMs: number, work: () => Value): { readonly value: Value } | null {
  for (let clockMs = cpuMs; ; clockMs *= 2) {
    const before = process.threadCpuUsage();
    const done = beforeTheClock(clockMs, work);
    if (done !== null) return done;
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= NEARLY_ALL * cpuMs * 1_000) return null;
  }
}

/** The kernel counts time in ticks of up to 10 ms, and the clock stops the work a moment before the thread has had all of it. */
const NEARLY_ALL = 0.8;

function beforeTheClock<Value>(clockMs: number, work: () => Value): { readonly value: Value } | null {
  try {
    return { value: TIMED.runInContext(createContext({ work }), { timeout: clockMs }) as Value };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  }
}

const TIMED = new Script('work()');
