import { BLOCK_HELPERS, PRINT_HELPERS } from './handlebars.js';
import type { NamePath, Need } from './need.js';
import type { TemplateErrors } from './template-error.js';

type Statement = hbs.AST.Statement;
type Expression = hbs.AST.Expression;

/** Own words of JavaScript objects: no fact is called so, and whoever names one is after the prototype. */
const FORBIDDEN = new Set(['constructor', 'prototype', '__proto__', '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__']);
/** Handlebars' own helpers that notices have no use for: it would call them even where they stand like a name. */
const BUILT_IN = new Set(['helperMissing', 'blockHelperMissing', 'with', 'lookup', 'log']);
const POSITION = new Set(['index', 'first', 'last']);

export interface CheckOptions {
  /** Whether the part escapes what it prints. */
  readonly html: boolean;
  /** Whether this is a file as it lies in `templates/`, which draws on shared pieces; a notice's own text does not. */
  readonly pieces: boolean;
}

/**
 * Goes through a parsed template, refuses what notices have no use for, and returns what the template needs of a member.
 * Allowed: printing a name, `lines`, `dir`, `number`, `#if`, `#unless`, `#each`, comments. All else is an error with its place, so a
 * template can reach no prototype, no root, no other helper and, in HTML, print nothing unescaped.
 */
export function checkTemplate(program: hbs.AST.Program, options: CheckOptions, errors: TemplateErrors): readonly Need[] {
  return program.body.flatMap((statement) => needsOf(statement, options, errors));
}

function needsOf(statement: Statement, options: CheckOptions, errors: TemplateErrors): readonly Need[] {
  switch (statement.type) {
    case 'ContentStatement':
    case 'CommentStatement':
      return [];
    case 'MustacheStatement':
      return printNeeds(statement as hbs.AST.MustacheStatement, options, errors);
    case 'BlockStatement':
      return blockNeeds(statement as hbs.AST.BlockStatement, options, errors);
    case 'PartialStatement':
      if (!options.pieces) errors.add(statement, 'a notice is complete in itself: write the text here instead of {{> a piece}}');
      return [];
    case 'PartialBlockStatement':
    case 'DecoratorBlock':
      if (options.pieces) return checkTemplate((statement as hbs.AST.PartialBlockStatement).program, options, errors);
      errors.add(statement, 'a notice is complete in itself: layouts and {{#*inline}} belong to the shipped templates');
      return [];
    default:
      errors.add(statement, `a ${statement.type} is not allowed here`);
      return [];
  }
}

function printNeeds(node: hbs.AST.MustacheStatement, options: CheckOptions, errors: TemplateErrors): readonly Need[] {
  if (options.html && !node.escaped) errors.add(node, 'write {{name}}: HTML is never printed unescaped');
  const helper = helperName(node.path, node.params);
  if (helper !== null) {
    if (BLOCK_HELPERS.has(helper)) errors.add(node, `"${helper}" is written as a block: {{#${helper} name}}…{{/${helper}}}`);
    else if (!PRINT_HELPERS.has(helper)) errors.add(node, `there is no helper "${helper}"; there are ${[...PRINT_HELPERS, ...BLOCK_HELPERS].join(', ')}`);
    else if (helper === 'lines' && !options.html) errors.add(node, '"lines" makes HTML; print the name as it is');
    else return soleParameter(node, helper, errors).flatMap((path) => (path.position ? [] : [{ kind: 'print' as const, path }]));
    return [];
  }
  if (hasHash(node)) errors.add(node, 'named parameters are not allowed');
  const path = namePath(node.path, errors);
  return path === null || path.position ? [] : [{ kind: 'print', path }];
}

function blockNeeds(block: hbs.AST.BlockStatement, options: CheckOptions, errors: TemplateErrors): readonly Need[] {
  const helper = block.path.original;
  if (!BLOCK_HELPERS.has(helper)) {
    errors.add(block, `blocks are #if, #unless and #each, not "#${helper}"`);
    return [];
  }
  if ((block.program?.blockParams ?? []).length > 0) errors.add(block, 'write {{this}} instead of a block parameter');
  const body = block.program ? checkTemplate(block.program, options, errors) : [];
  const otherwise = block.inverse ? checkTemplate(block.inverse, options, errors) : [];
  return soleParameter(block, helper, errors).flatMap((path): readonly Need[] => {
    if (path.position) return [...body, ...otherwise];
    if (helper === 'each') return [{ kind: 'each', path, body, otherwise }];
    return [helper === 'if' ? { kind: 'if', path, body, otherwise } : { kind: 'if', path, body: otherwise, otherwise: body }];
  });
}

/** The one name that a helper is given; none, after an error, where it is given anything else. */
function soleParameter(node: { params: Expression[]; hash: hbs.AST.Hash } & hbs.AST.Node, helper: string, errors: TemplateErrors): readonly NamePath[] {
  const [parameter, ...more] = node.params;
  if (parameter === undefined || more.length > 0 || hasHash(node)) {
    errors.add(node, `"${helper}" takes exactly one name`);
    return [];
  }
  const path = namePath(parameter, errors);
  return path === null ? [] : [path];
}

/** A single word that is followed by parameters, or is the name of a helper, calls a helper; all else is a name. */
function helperName(path: Expression, params: readonly Expression[]): string | null {
  const { original } = path as hbs.AST.PathExpression;
  return params.length > 0 || [BLOCK_HELPERS, PRINT_HELPERS, BUILT_IN].some((names) => names.has(original)) ? String(original) : null;
}

function namePath(expression: Expression, errors: TemplateErrors): NamePath | null {
  const path = expression as hbs.AST.PathExpression;
  if (path.type !== 'PathExpression') return errors.add(expression, 'only names are allowed here, not values or calls'), null;
  const bad = path.parts.find((part) => FORBIDDEN.has(part));
  if (bad !== undefined) return errors.add(path, `"${bad}" is not a name of the notice`), null;
  if (!path.data) return { up: path.depth, parts: path.parts, position: false, node: path };
  if (path.depth === 0 && path.parts.length === 1 && POSITION.has(path.parts[0] ?? '')) return { up: 0, parts: [], position: true, node: path };
  return errors.add(path, `"${path.original}" is not available; inside #each there are @index, @first and @last`), null;
}

const hasHash = (node: { hash?: hbs.AST.Hash }): boolean => (node.hash?.pairs.length ?? 0) > 0;
