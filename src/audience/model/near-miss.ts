import { type Rule, type TouchpointCondition } from './rule.js';

/** What of a rule somebody lacks who meets all else: a whole condition, or a part of what a touchpoint must be. */
export interface Lack {
  /** Place of the condition in the rule, as its faults name it: "all[1]"; "" for the rule itself. */
  readonly path: string;
  /** `condition`: all of it. `time`: happened outside of from and until. `where`: `attribute` is another. `times`: too often or too seldom. */
  readonly part: 'condition' | 'time' | 'where' | 'times';
  readonly attribute: string | null;
}

/** The rule without what is lacking: whoever meets it, and not the rule, lacks just that. */
export interface Relaxation {
  readonly lack: Lack;
  readonly rule: Rule;
}

const MOST = 12;

/**
 * Every way to ask for one thing less. Parts of a condition come before the whole of it, so that the first that somebody meets says most exactly what
 * he lacks. In a group of `any` nobody lacks one thing alone, so it goes as a whole; where nothing would be left there is no such way.
 */
export function relaxations(rule: Rule): readonly Relaxation[] {
  return loosen(rule, '').filter((way): way is Relaxation => way.rule !== null).slice(0, MOST);
}

interface Way {
  readonly lack: Lack;
  /** null: nothing is left. */
  readonly rule: Rule | null;
}

function loosen(rule: Rule, path: string): readonly Way[] {
  const whole: Way = { lack: { path, part: 'condition', attribute: null }, rule: null };
  if ('all' in rule) return rule.all.flatMap((inner, index) => loosen(inner, `${path ? `${path}.` : ''}all[${index}]`).map(({ lack, rule: looser }) => ({ lack, rule: within(rule.all, index, looser) })));
  if ('none' in rule) return rule.none.map((_, index) => ({ lack: { ...whole.lack, path: `${path ? `${path}.` : ''}none[${index}]` }, rule: without('none', rule.none, index) }));
  return 'touchpoint' in rule ? [...parts(rule, path), whole] : [whole];
}

function within(all: readonly Rule[], index: number, inner: Rule | null): Rule | null {
  return inner === null ? without('all', all, index) : { all: all.with(index, inner) };
}

function without(group: 'all' | 'none', rules: readonly Rule[], index: number): Rule | null {
  const rest = rules.toSpliced(index, 1);
  return rest.length === 0 ? null : ({ [group]: rest } as unknown as Rule);
}

/** With `atMost` a touchpoint that fits less is one that must not be there: only the whole can be left out then. */
function parts(condition: TouchpointCondition, path: string): readonly Way[] {
  const { from, until, where = {}, atLeast, atMost, ...bare } = condition.touchpoint;
  if (atMost !== undefined) return [];
  const times = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) };
  const often = atLeast === undefined ? {} : { atLeast };
  const conditions = Object.keys(where).length > 0 ? { where } : {};
  const way = (part: Lack['part'], attribute: string | null, touchpoint: TouchpointCondition['touchpoint']): Way => ({ lack: { path, part, attribute }, rule: { ...condition, touchpoint } });
  return [
    ...(Object.keys(times).length > 0 ? [way('time', null, { ...bare, ...conditions, ...often })] : []),
    ...Object.keys(where).map((name) => way('where', name, { ...bare, ...times, ...often, where: Object.fromEntries(Object.entries(where).filter(([other]) => other !== name)) })),
    ...((atLeast ?? 1) > 1 ? [way('times', null, { ...bare, ...times, ...conditions })] : []),
  ];
}
