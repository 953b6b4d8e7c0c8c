import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NoticePart } from '../contract.js';
import { checkTemplate } from './check-template.js';
import { parseTemplate } from './compile-notice.js';
import { unknownNames } from './known-names.js';
import { TemplateErrors } from './template-error.js';

/** Reads files below `templates/` and notes what is wrong with them, so that one start shows every fault and not the first. */
export class TemplateFiles {
  private readonly faults: string[] = [];

  constructor(private readonly dir: string) {}

  note(file: string, message: string): void {
    this.faults.push(`${file} ${message}`);
  }

  get faulty(): boolean {
    return this.faults.length > 0;
  }

  /** @throws Error with one line for each fault noted. */
  throwFaults(): void {
    if (this.faults.length > 0) throw new Error(`The templates in ${this.dir} can't be used:\n${this.faults.map((fault) => `  ${fault}`).join('\n')}`);
  }

  /** Names of the files in a folder, in alphabetical order; none, and a fault, where there is no such folder. */
  async names(folder: string): Promise<readonly string[]> {
    try {
      const entries = await readdir(join(this.dir, folder), { withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
    } catch (error) {
      this.note(folder, reason(error));
      return [];
    }
  }

  /** The text of a file, or null, and a fault, where it can't be read. */
  async text(file: string): Promise<string | null> {
    try {
      return await readFile(join(this.dir, file), 'utf8');
    } catch (error) {
      this.note(file, reason(error));
      return null;
    }
  }

  /** What a JSON file holds, or null, and a fault, where it is missing, broken, or lacks one of the keys. */
  async json<Value>(file: string, keys: readonly string[] = []): Promise<Value | null> {
    const text = await this.text(file);
    if (text === null) return null;
    try {
      const value: unknown = JSON.parse(text);
      const lacking = keys.filter((key) => !has(value, key.split('.')));
      for (const key of lacking) this.note(file, `lacks "${key}"`);
      return lacking.length > 0 ? null : (value as Value);
    } catch (error) {
      this.note(file, (error as Error).message);
      return null;
    }
  }

  /** The text of a template file, checked as it lies there: faults have its own lines and columns. */
  async template(file: string, part: NoticePart): Promise<string | null> {
    const text = await this.text(file);
    if (text === null) return null;
    const errors = new TemplateErrors(part);
    const needs = checkTemplate(parseTemplate(text, errors), { html: part === 'emailHtml', pieces: true }, errors);
    for (const { node } of unknownNames(needs)) errors.add(node, `no notice has "${node.original}" to use like this`);
    for (const { line, column, message } of errors.faults) this.note(`${file}:${line}:${column + 1}`, message);
    return text;
  }
}

function has(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return value !== undefined && value !== null && value !== '';
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) && has((value as Record<string, unknown>)[key], rest);
}

function reason(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : (error as Error).message;
}
