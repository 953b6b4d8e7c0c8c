import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..');
/** Characters. A pattern that goes through them again from each place takes minutes, one that tries every way never ends; all others are done within a tenth of a second. */
const LENGTH = 100_000;
const PATIENCE_MS = 20_000;
/** Runs of what patterns repeat, and an end that none of them takes. */
const RUNS = ['a', 'A', '0', ' ', '\t', '\n', '-', '.', '/', '<', '"', '@', '{', '*', 'a ', 'a.', 'a-', 'a@', 'a0', '0 ', '0.', '<a', '="', '{{', '1-', ' \n', 'é', 'a,', ';a', 'http://', '\u0000'];
const attacks = RUNS.flatMap((run) => [`${run.repeat(LENGTH / run.length)}\u2603`, `x${run.repeat(LENGTH / run.length)}!`]);
/** Only what may be repeated as often as one likes can take long. */
const REPEATS = /[*+]|\{\d+,\}/;

interface Pattern {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

/** Every regular expression that the service's own code writes down. */
function patterns(): Pattern[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(ROOT, 'src', file), 'utf8'), ts.ScriptTarget.Latest);
    const found: Pattern[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        found.push({ place: `${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

const context = createContext({ attacks });

/** @returns null, or the beginning of the text that kept the pattern busy for longer than anybody's patience. */
function stuck({ source, flags }: Pattern): string | null {
  context['pattern'] = new RegExp(source, flags.replace(/[gy]/g, ''));
  try {
    new Script('for (const text of attacks) { now = text; pattern.test(text); }').runInContext(context, { timeout: PATIENCE_MS });
    return null;
  } catch {
    return JSON.stringify(String(context['now']).slice(0, 12));
  }
}

describe('no text that a stranger sends', () => {
  it('keeps a regular expression busy', () => {
    const all = patterns().filter(({ source }) => REPEATS.test(source));
    expect(all.length).toBeGreaterThan(100);
    const planted = { place: 'planted', source: '^(a+)+$', flags: '' }; // found, or this looks at nothing
    const slow = [...all, planted].flatMap((pattern) => {
      const by = stuck(pattern);
      return by === null ? [] : [{ place: pattern.place, source: pattern.source, by }];
    });
    expect(slow).toEqual([{ place: 'planted', source: '^(a+)+$', by: expect.any(String) }]);
  }, 900_000);
});
