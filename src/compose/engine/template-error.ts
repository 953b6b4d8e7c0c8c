import type { NoticePart, TemplateFault } from '../contract.js';

/** Collects the faults of one part, so that an author sees all of them at once. */
export class TemplateErrors {
  readonly faults: TemplateFault[] = [];

  constructor(private readonly part: NoticePart) {}

  /** Notes a fault at a node of the parsed template. */
  add(node: hbs.AST.Node, message: string): void {
    this.at(node.loc?.start.line ?? 1, node.loc?.start.column ?? 0, message);
  }

  /** Notes a fault at a place of the text. */
  addAt(line: number, column: number, message: string): void {
    this.at(line, column, message);
  }

  /** Notes what the parser threw while it read `text`. */
  addThrown(error: unknown, text: string): void {
    const { lineNumber, column, message } = error as { lineNumber?: number; column?: number; message: string };
    if (lineNumber !== undefined) return this.at(lineNumber, column ?? 0, message.replace(/ - \d+:\d+$/, ''));
    const place = parserPlace(message, text);
    this.at(place.line, place.column, place.message);
  }

  private at(line: number, column: number, message: string): void {
    this.faults.push({ part: this.part, line, column, message });
  }
}

/**
 * The parser tells the line in words and the column by a caret under an excerpt, of which the first part is what it has read,
 * without line breaks and 20 characters at most.
 */
function parserPlace(message: string, text: string): { line: number; column: number; message: string } {
  const line = Number(/on line (\d+)/.exec(message)?.[1] ?? 1);
  const [, excerpt = '', caret = '', ...rest] = message.split('\n');
  const read = excerpt.slice(0, Math.max(0, caret.indexOf('^'))).replace(/^\.\.\./, '');
  const row = text.split('\n')[line - 1] ?? '';
  for (let length = read.length; length > 0; length--) {
    const at = row.indexOf(read.slice(-length));
    if (at >= 0) return { line, column: at + length, message: said(rest) };
  }
  return { line, column: 0, message: said(rest) };

  function said(lines: readonly string[]): string {
    return lines.join(' ').trim() || (message.split('\n')[0] ?? message);
  }
}
