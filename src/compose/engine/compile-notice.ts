import { NOTICE_PARTS, type MissingNames, type NoticePart, type NoticeSources, type RenderContext, type RenderedNotice, type TemplateFault } from '../contract.js';
import { ok, refused, type Result } from '../../kernel/result.js';
import { normaliseSms } from '../model/sms-text.js';
import { BLOCK_HELPERS, createHandlebars, LooksIntoMark, PRINT_HELPERS, WITH_MARKS } from './handlebars.js';
import { checkTemplate } from './check-template.js';
import { missingNames } from './missing-names.js';
import type { Need } from './need.js';
import { TemplateErrors } from './template-error.js';

/** A notice ready to be rendered for any number of members; holds no member's data. */
export interface CompiledNotice {
  /** What each part needs, for a check against the names that exist at all. */
  readonly needs: Readonly<Record<NoticePart, readonly Need[]>>;
  /**
   * @returns The four parts for one member; or, for each part that lacks something, all the names it lacks.
   */
  render(context: RenderContext): Result<RenderedNotice, readonly MissingNames[]>;
  /** The same for some of the parts: who gets no text message must not be held up by a name that only that one prints. */
  renderParts<Part extends NoticePart>(context: RenderContext, parts: readonly Part[]): Result<Pick<RenderedNotice, Part>, readonly MissingNames[]>;
  /** One part of a context that has marks in the place of values; null where a value decides more than what is printed, or something is lacking. */
  renderMarked(context: RenderContext, part: NoticePart): string | null;
}

interface CompiledPart {
  readonly needs: readonly Need[];
  readonly run: (context: RenderContext, data?: Readonly<Record<string, unknown>>) => string;
}

/** Own properties only, and quietly: Handlebars would log each refusal to the console. */
const OWN_PROPERTIES = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

const handlebars = createHandlebars();
const knownHelpers = Object.fromEntries([...BLOCK_HELPERS, ...PRINT_HELPERS].map((name) => [name, true])) as KnownHelpers;

/**
 * Parses, checks and compiles the four texts of a notice.
 *
 * @returns A compiled notice, or every fault found, with part, line and column; never throws for a bad template.
 */
export function compileNotice(sources: NoticeSources): Result<CompiledNotice, readonly TemplateFault[]> {
  const faults: TemplateFault[] = [];
  const compiled = {} as Record<NoticePart, CompiledPart>;
  for (const part of NOTICE_PARTS) {
    const errors = new TemplateErrors(part);
    compiled[part] = compilePart(part, sources[part], errors);
    faults.push(...errors.faults);
  }
  return faults.length > 0 ? refused(faults) : ok(asNotice(compiled));
}

function compilePart(part: NoticePart, text: string, errors: TemplateErrors): CompiledPart {
  const html = part === 'emailHtml';
  const program = parseTemplate(text, errors);
  const needs = checkTemplate(program, { html, pieces: false }, errors);
  // Parsing has dealt with lines of their own already; doing it again would eat line breaks that are meant.
  const template = handlebars.compile<RenderContext>(program, { strict: true, knownHelpersOnly: true, knownHelpers, noEscape: !html, ignoreStandalone: true });
  return { needs, run: (context, data) => template(context, data ? { ...OWN_PROPERTIES, data } : OWN_PROPERTIES) };
}

/** @returns The parsed template; an empty one, with the fault noted, where it does not parse. */
export function parseTemplate(text: string, errors: TemplateErrors): hbs.AST.Program {
  try {
    return handlebars.parse(text);
  } catch (error) {
    errors.addThrown(error, text);
    return handlebars.parse('');
  }
}

function asNotice(parts: Readonly<Record<NoticePart, CompiledPart>>): CompiledNotice {
  const needs = Object.fromEntries(NOTICE_PARTS.map((part) => [part, parts[part].needs])) as CompiledNotice['needs'];
  const renderParts: CompiledNotice['renderParts'] = (context, wanted) => {
    const missing = wanted.map((part) => ({ part, missing: missingNames(needs[part], context) })).filter((each) => each.missing.length > 0);
    return missing.length > 0 ? refused(missing) : renderAll(parts, wanted, context);
  };
  const renderMarked: CompiledNotice['renderMarked'] = (context, part) => (missingNames(needs[part], context).length > 0 ? null : marked(part, parts[part], context));
  return { needs, renderParts, renderMarked, render: (context) => renderParts(context, NOTICE_PARTS) };
}

function renderAll<Part extends NoticePart>(
  compiled: Readonly<Record<NoticePart, CompiledPart>>,
  parts: readonly Part[],
  context: RenderContext,
): Result<Pick<RenderedNotice, Part>, readonly MissingNames[]> {
  const texts = {} as Record<NoticePart, string>;
  for (const part of parts) {
    try {
      texts[part] = FINISH[part](compiled[part].run(context));
    } catch (error) {
      // Strict mode is the last judge; the check of names above should leave it nothing to find.
      const name = notDefined(error);
      if (name === null) throw error;
      return refused([{ part, missing: [name] }]);
    }
  }
  return ok(texts);
}

function marked(part: NoticePart, { run }: CompiledPart, context: RenderContext): string | null {
  try {
    return FINISH[part](run(context, WITH_MARKS));
  } catch (error) {
    if (error instanceof LooksIntoMark || notDefined(error) !== null) return null;
    throw error;
  }
}

/** The name that strict mode did not find. */
const notDefined = (error: unknown): string | null => /^"(.+)" not defined in/.exec((error as Error).message)?.[1] ?? null;

/** The last touch to each part: what a template's own line breaks and branches leave behind. A run of blanks is looked at from its beginning alone, else a long one takes its square. */
const FINISH: Readonly<Record<NoticePart, (text: string) => string>> = {
  subject: (text) => text.replace(/\s+/g, ' ').trim(),
  emailHtml: (text) => text.trim(),
  emailText: (text) => `${text.replace(/(?<![ \t])[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim()}\n`,
  sms: normaliseSms,
};
