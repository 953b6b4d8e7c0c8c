import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';
import Handlebars from 'handlebars';
import { pageHelpers } from './page-helpers.js';
import { projectPath } from '../config/project-path.js';

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.hbs'))
    .map((entry) => join(entry.parentPath, entry.name));

/** Markup and what is kept or read as it stands, or a figure with its sign. */
const PERCENT = /<(textarea|script|style|title|pre)\b[^]*?<\/\1>|<[^<>]*>|(\d) %/g;

/** "95 %" never breaks across a line; what somebody typed, and what a script reads, stays as it is. */
const unbroken = (html: string): string => (html.includes(' %') ? html.replaceAll(PERCENT, (found: string, _element: string | undefined, digit: string | undefined) => (digit === undefined ? found : `${digit}\u00A0%`)) : html);

/**
 * Server-rendered pages: `templates/views/<area>/<page>.hbs` inside `layouts/<layout>.hbs`, with `partials/*.hbs`.
 * Handlebars is strict here: a page that asks for a value it was not given fails in its test, not as an empty place on the screen.
 */
export class PageRenderer {
  private readonly engine = Handlebars.create();
  private readonly sources = new Map<string, string>();
  private readonly views = new Map<string, Handlebars.TemplateDelegate>();
  private readonly options: NonNullable<Parameters<typeof Handlebars.precompile>[1]>;

  constructor(folder: string = projectPath('templates', 'views')) {
    const helpers = pageHelpers();
    this.engine.registerHelper(helpers);
    this.options = { strict: true, knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])), knownHelpersOnly: true };
    for (const file of filesBelow(folder)) {
      const source = readFileSync(file, 'utf8');
      const name = relative(folder, file).replaceAll('\\', '/').replace(/\.hbs$/, '');
      if (name.startsWith('partials/')) this.engine.registerPartial(basename(name), source);
      else this.sources.set(name, source);
    }
  }

  /** Compiles what nobody has asked for yet, a view at a time, so that whoever opens a page first need not wait for it: some 5 ms each in a new process. */
  async warm(): Promise<void> {
    for (const [name, partial] of Object.entries(this.engine.partials as Record<string, string | Handlebars.TemplateDelegate>)) {
      if (typeof partial === 'string') this.engine.registerPartial(name, this.compiled(partial));
      await setImmediate();
    }
    for (const name of this.sources.keys()) {
      this.template(name);
      await setImmediate();
    }
  }

  /**
   * @param view  "console/incidents", without folder and ending.
   * @param data  Everything that the view and its layout name.
   * @param layout  Name under layouts/, or null for a fragment of a page.
   * @param viewerZone  Whose clock times are shown by; without it each stands in the zone that the view names.
   * @throws Error where there is no such view, or a value is missing.
   */
  render(view: string, data: Readonly<Record<string, unknown>>, layout: string | null, viewerZone: string | null = null): string {
    const options = { data: { viewerZone } };
    const content = unbroken(this.template(view)(data, options));
    return layout === null ? content : this.template(`layouts/${layout}`)({ ...data, content: new Handlebars.SafeString(content) }, options);
  }

  private template(name: string): Handlebars.TemplateDelegate {
    const known = this.views.get(name);
    if (known) return known;
    const source = this.sources.get(name);
    if (source === undefined) throw new Error(`There is no view "${name}" in templates/views.`);
    const template = this.compiled(source);
    this.views.set(name, template);
    return template;
  }

  /** At once: the library's own `compile` waits for the first reader. */
  private compiled(source: string): Handlebars.TemplateDelegate {
    return this.engine.template(runInThisContext(`(${this.engine.precompile(source, this.options) as unknown as string})`) as TemplateSpecification);
  }
}
