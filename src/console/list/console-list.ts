import { parseInstant } from '../../kernel/instant.js';
import { pagingOf, START } from './paging.js';
import { BACK, type Way, wayOf } from './way.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** By which a list is narrowed: some words, or one of some values. */
export interface ListField<Name extends string> {
  readonly name: Name;
  readonly label: string;
  /** Absent: words, as they are typed. The first that stands there in a form is "any". */
  readonly choices?: readonly Choice[];
  /** A date and a time, by the clock of the page's zone. */
  readonly isTime?: true;
  /** A whole number, both ends included. */
  readonly range?: readonly [least: number, most: number];
}

/** What was asked for: a value for each field, empty where it narrows nothing, and where the page begins. */
export interface Asked<Name extends string> {
  readonly values: Readonly<Record<Name, string>>;
  /** The `next` of the page before; null for the first. */
  readonly after: string | null;
  /** The pages before it. */
  readonly way: Way;
}

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  /** Of all that were asked for, where that is known anyway. */
  readonly total?: number | null;
}

export interface ListIs<Name extends string> {
  /** Names it on the record and in its file: "people". */
  readonly key: string;
  /** As it stands in sentences: "people", "saved mappings". */
  readonly noun: string;
  /** What is counted at its foot, where several of them stand together: "place", "places". */
  readonly counted?: readonly [one: string, many: string];
  readonly fields: readonly ListField<Name>[];
  /** Where it stands on a page with several, as the id of its heading; its parameters begin with it too. Absent where it is the page. */
  readonly place?: string;
}

const LONGEST_WORDS = 100;
const LONGEST_PLACE = 120;

/**
 * A list of the console: by what it is narrowed, how its pages follow each other, and its file. All of it is in the address, by GET, so
 * that it works without a script, can be sent to a colleague, and the way back is the browser's own.
 */
export class ConsoleList<Name extends string> {
  readonly key: string;
  readonly noun: string;
  readonly fields: readonly ListField<Name>[];
  private readonly counted: ListIs<Name>['counted'];
  private readonly place: string;

  constructor({ key, noun, counted, fields, place = '' }: ListIs<Name>) {
    this.key = key;
    this.noun = noun;
    this.counted = counted;
    this.fields = fields;
    this.place = place;
  }

  /** What no field knows counts as nothing asked: addresses are typed, kept and sent around. */
  asked(query: Readonly<Record<string, unknown>>): Asked<Name> {
    const word = (name: string): string => (typeof query[name] === 'string' ? query[name].replaceAll('\0', '').trim() : '');
    const its = (name: string): string => word(this.parameter(name));
    const value = ({ name, choices, isTime }: ListField<Name>): string => {
      const said = its(name).slice(0, LONGEST_WORDS);
      if (isTime) return timeIn(said, 'UTC') === null ? '' : said;
      return choices === undefined || choices.some((choice) => choice.value === said) ? said : '';
    };
    const place = its('after');
    const after = place === '' || place.length > LONGEST_PLACE ? null : place;
    return { values: Object.fromEntries(this.fields.map((field) => [field.name, value(field)])) as Record<Name, string>, after, way: wayOf(after, { start: its(START), back: its(BACK) }) };
  }

  /**
   * What partials/list-filter and partials/list-foot show.
   *
   * @param path  Of the page: "/people".
   * @param shown  The page of it: a list that has no row, and was not narrowed, has nothing to be narrowed.
   * @param file  Of its file: "/people/people.csv"; null for whom it is not.
   */
  bar(path: string, { values, after, way }: Asked<Name>, { rows, next, total = null }: ListPage<unknown>, file: string | null) {
    const isNarrowed = this.fields.some(({ name }) => values[name] !== '');
    const anchor = this.place === '' ? '' : `#${this.place}`;
    const address = (to: string, place: string | null): string => {
      const given = this.fields.filter(({ name }) => values[name] !== '').map(({ name }): [string, string] => [this.parameter(name), values[name]]);
      const query = new URLSearchParams(place === null ? given : [...given, [this.parameter('after'), place]]).toString();
      return query === '' ? to : `${to}?${query}`;
    };
    return {
      key: this.key, action: `${path}${anchor}`,
      fields: this.fields.map(({ name, label, choices, range, isTime = false }) => ({
        id: `filter-${this.key}-${name}`, name: this.parameter(name), label, value: values[name], isTime, range: range ? { least: range[0], most: range[1] } : null,
        choices: choices?.map((choice) => ({ ...choice, selected: choice.value === values[name] })) ?? null,
      })),
      isNarrowed,
      isBare: rows.length === 0 && next === null && after === null && !isNarrowed,
      all: `${path}${anchor}`,
      ...pagingOf({
        noun: this.noun, counted: this.counted, way, rows: rows.length, total, next, prefix: this.parameter(''),
        address: (place) => `${address(path, place)}${anchor}`,
      }),
      file: file && address(file, null),
    };
  }

  private parameter(name: string): string {
    return this.place === '' ? name : `${this.place}-${name}`;
  }
}

export type ListBar = ReturnType<ConsoleList<string>['bar']>;

/** A page of rows that are all in hand, in their order. One whose place is gone begins with the first. */
export function pageOfRows<Row>(rows: readonly Row[], keyOf: (row: Row) => string, after: string | null, limit: number): ListPage<Row> {
  const from = after === null ? 0 : rows.findIndex((row) => keyOf(row) === after) + 1;
  const page = rows.slice(from, from + limit);
  return { rows: page, next: from + limit < rows.length ? keyOf(page.at(-1)!) : null, total: rows.length };
}

/** A page of rows that were read one more than it takes, to know whether another follows. */
export function pageOfMore<Row>(read: readonly Row[], keyOf: (row: Row) => string, limit: number): ListPage<Row> {
  const rows = read.slice(0, limit);
  return { rows, next: read.length > limit ? keyOf(rows.at(-1)!) : null };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A place that is an id; what is none begins with the first page, as an address that somebody shortened. */
export const uuidOf = (place: string | null): string | null => (place !== null && UUID.test(place) ? place : null);
/** The same of ids that are numbers. */
export const numberOf = (place: string | null): string | null => (place !== null && /^[1-9]\d{0,17}$/.test(place) ? place : null);

/** What a field for times says, in the zone that its page names; null where it narrows nothing. */
export function timeIn(said: string, zone: string): Date | null {
  const at = parseInstant(said, zone);
  return at instanceof Date ? at : null;
}
