import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type ContentTerms, type LawRows, type LawRule, type ServiceTerms } from '../../declare/contract.js';
import { projectPath } from '../../platform/config/project-path.js';
import { LAW_COLUMNS, lawRows } from './rules.columns.js';
import { byPlace, foldLink, placesShown, unreviewedIn, wantedOf } from './rules.presenter.js';

const known = <Row>(file: string): readonly (Row & { readonly contentHash: string; readonly review: null; readonly origin: 'shipped' })[] => (JSON.parse(readFileSync(projectPath('law', file), 'utf8')) as Row[]).map((row) => ({ ...row, contentHash: 'h', review: null, origin: 'shipped' }));
const ALL: LawRows = { rules: known<LawRule>('rules.json'), terms: known<ContentTerms>('content.json'), service: known<ServiceTerms>('service.json') };
const NOTHING = { words: '', about: '', kind: '', reviewed: '' };
const sizes = ({ rules, terms, service }: LawRows) => [rules.length, terms.length, service.length];

describe('rules of law', () => {
  it('are narrowed whatever they are about', () => {
    const [rules, terms, service] = sizes(ALL);
    expect(sizes(wantedOf(ALL, NOTHING))).toEqual([rules, terms, service]);
    expect(sizes(wantedOf(ALL, { ...NOTHING, words: 'massachusetts' }))).toEqual([1, 1, 1]);
    expect([sizes(wantedOf(ALL, { ...NOTHING, about: 'time' })), sizes(wantedOf(ALL, { ...NOTHING, about: 'words' })), sizes(wantedOf(ALL, { ...NOTHING, about: 'service' }))]).toEqual([[rules, 0, 0], [0, terms, 0], [0, 0, service]]);
    expect(sizes(wantedOf(ALL, { ...NOTHING, reviewed: 'no' }))).toEqual([rules, terms, service]);
    expect(sizes(wantedOf(ALL, { ...NOTHING, reviewed: 'yes' }))).toEqual([0, 0, 0]);
    expect(sizes(wantedOf(ALL, { ...NOTHING, kind: 'product-recall' }))).toEqual(sizes({ rules: ALL.rules.filter(({ trigger }) => trigger.kinds.includes('product-recall')), terms: ALL.terms.filter(({ kinds }) => kinds.includes('product-recall')), service: ALL.service.filter(({ kinds }) => kinds.includes('product-recall')) }));
  });

  it('stand together by place, and none is lost', () => {
    const places = byPlace(ALL);
    expect(places.map(sizes).reduce(([a, b, c], [x, y, z]) => [a! + x!, b! + y!, c! + z!])).toEqual(sizes(ALL));
    expect(new Set(places.map(({ code }) => code)).size).toBe(places.length);
    expect(placesShown(places, false, '').find(({ code }) => code === 'US-MA')).toMatchObject({ name: 'Massachusetts, US', holds: '1 by which clocks run, 1 on the words, 1 on how a notice is brought', unreviewed: 3 });
    expect(unreviewedIn(ALL)).toBe(sizes(ALL).reduce((a, b) => a + b));
  });

  it.each([
    ['nothing was asked for', byPlace(ALL), false, '', [false], { label: 'Open all', href: '/law?kind=data-breach&open=all' }],
    ['few places were asked for', byPlace(ALL).slice(0, 3), true, '', [true], null],
    ['many places were asked for', byPlace(ALL).slice(0, 4), true, '', [false], { label: 'Open all', href: '/law?kind=data-breach&open=all' }],
    ['all are to be open', byPlace(ALL), false, 'all', [true], { label: 'Fold all', href: '/law?kind=data-breach' }],
    ['there are none', [], true, '', [], null],
  ])('open where %s', (_what, places, isNarrowed, open, isOpen, link) => {
    expect([...new Set(placesShown(places, isNarrowed, open).map((place) => place.isOpen))]).toEqual(isOpen);
    expect(foldLink(places, isNarrowed, { ...NOTHING, kind: 'data-breach' }, open)).toEqual(link);
  });

  it('come as one file, each with what it is about and the id by which it is reviewed', () => {
    const rows = lawRows(ALL);
    expect(rows.map((row) => LAW_COLUMNS['about']!(row)).filter((about, index, all) => all.indexOf(about) === index)).toEqual(['time', 'words', 'service']);
    const ids = rows.map((row) => String(LAW_COLUMNS['id']!(row)));
    expect(new Set(ids).size).toBe(ids.length);
    for (const name of ['title', 'jurisdiction', 'kinds', 'source_url', 'reviewed_by', 'certainty']) for (const row of rows) expect([name, LAW_COLUMNS[name]!(row)]).toEqual([name, expect.stringMatching(/./)]);
    const [service] = rows.slice(-1);
    expect([LAW_COLUMNS['offset']!(service!), LAW_COLUMNS['substitute_steps']!(service!)]).toEqual([null, expect.stringMatching(/./)]);
  });
});
