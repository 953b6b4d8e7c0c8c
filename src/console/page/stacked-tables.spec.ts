import { describe, expect, it } from '@jest/globals';
import { withStackedTables } from './stacked-tables.js';

const table = (heads: string, rows: string, attributes = ''): string => `<div class="scroll"><table${attributes}><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
const heads = (...words: readonly string[]): string => words.map((word) => `<th scope="col">${word}</th>`).join('');
const cells = (html: string): readonly string[] => [...withStackedTables(html).matchAll(/<td[^]*?<\/td>/g)].map(([cell]) => cell);

describe('a table on a phone', () => {
  it('says in each cell what its column is, and keeps for whoever listens what it is', () => {
    expect(withStackedTables(table(heads('Customer', 'Language', 'Where'), '<tr><th scope="row">C-1</th><td>Spanish</td><td class="small">Texas</td></tr><tr><td>C-2</td><td>English</td><td>Ohio</td></tr>'))).toBe(
      '<div class="scroll"><table class="stack" role=table><thead role=rowgroup><tr role=row><th scope="col" role=columnheader>Customer</th><th scope="col" role=columnheader>Language</th><th scope="col" role=columnheader>Where</th></tr></thead>'
      + '<tbody role=rowgroup><tr role=row><th scope="row" role=rowheader>C-1</th><td role=cell data-label=Language>Spanish</td><td class="small" role=cell data-label=Where>Texas</td></tr>'
      + '<tr role=row><td role=cell>C-2</td><td role=cell data-label=Language>English</td><td role=cell data-label=Where>Ohio</td></tr></tbody></table></div>');
  });
  it('has words for labels: no markup, no quotes, nothing that is only said', () => {
    const [, when, acts] = cells(table(heads('Who', 'The "last" <span class="hint">(of all)</span>', '<span class="hidden">What you can do</span>'), '<tr><td>a</td><td>b</td><td>c</td></tr>'));
    expect([when, acts]).toEqual(['<td role=cell data-label="The &quot;last&quot; (of all)">b</td>', '<td role=cell>c</td>']);
  });
  it('labels a first cell only where it is a bare figure, and leaves out what is empty', () => {
    expect(cells(table(heads('Line', 'Column', 'So'), '<tr><td class="num">7</td><td> </td><td>left out</td></tr>'))).toEqual(['<td class="num" role=cell data-label=Line>7</td>', '<td role=cell></td>', '<td role=cell data-label=So>left out</td>']);
  });
  it.each([
    ['a long sentence', 'It came by hand, from a file that was made on a Monday.', true],
    ['an address, which is one word', 'priya.baker.39997@mail.example', true],
    ['a form', '<form method="post" action="/x"><button>Take it away</button></form>', true],
    ['a short word, with more for whoever listens', '<a href="/x">first word<span class="hidden"> of a pricing or billing error, in English</span></a>', false],
    ['a short word in much markup', '<a href="/customers/0b7a3c1e-0000-0000-0000-000000000000">C-1</a>', false],
  ])('puts %s below its label or beside it', (_what, content, isLong) => {
    expect(cells(table(heads('A', 'B', 'C'), `<tr><td>a</td><td>${content}</td><td>c</td></tr>`))[1]).toBe(`<td role=cell data-label=B${isLong ? ' data-long' : ''}>${content}</td>`);
  });
  it('puts a cell below a label that would take three lines beside it', () => {
    const [, rate, interval] = cells(table(heads('A', 'Rate against those waiting (95 % interval)', 'Without it, 95 % interval'), '<tr><td>a</td><td>0.48</td><td>14 s to 18 s</td></tr>'));
    expect([rate, interval]).toEqual(['<td role=cell data-label="Rate against those waiting (95 % interval)" data-long>0.48</td>', '<td role=cell data-label="Without it, 95 % interval">14 s to 18 s</td>']);
  });
  it('keeps its classes, and its sum at the foot', () => {
    expect(withStackedTables(table(heads('A', 'B', 'C'), '<tr><td>a</td><td>b</td><td>c</td></tr></tbody><tfoot><tr><th scope="row">All</th><td>2</td><td>3</td></tr></tfoot><tbody>', ' class="small"'))).toMatch(
      /^<div class="scroll"><table class="small stack" role=table>[^]*<tfoot role=rowgroup><tr role=row><th scope="row" role=rowheader>All<\/th><td role=cell data-label=B>2<\/td><td role=cell data-label=C>3<\/td>/);
  });
  it.each([
    ['amounts with their currency', ['Country', 'Texts', 'Segments', 'Cost'], ['United States', '3,354', '6,708', 'USD 67.08']],
    ['heads that say much', ['Since the notice', 'Calls', 'Rate against those waiting (95 % interval)'], ['1 h', '154', '0.48 (0.41 to 0.57)']],
  ])('stacks figures too wide for it: %s', (_what, names, [first, ...figures]) => {
    const html = table(`${heads(names[0]!)}${names.slice(1).map((name) => `<th scope="col" class="num">${name}</th>`).join('')}`, `<tr><td>${first!}</td>${figures.map((text) => `<td class="num">${text}</td>`).join('')}</tr>`);
    expect(cells(html).at(-1)).toContain(` data-label=`);
  });
  it.each([
    ['has no head', '<table><tbody><tr><th scope="row">a</th><td>b</td><td>c</td></tr></tbody></table>'],
    ['has a head of two rows', `<table><thead><tr>${heads('A', 'B', 'C')}</tr><tr>${heads('D', 'E', 'F')}</tr></thead><tbody></tbody></table>`],
    ['has cells that span', table(heads('A', 'B', 'C'), '<tr><td colspan="3">none</td></tr>')],
    ['asks to', table(heads('A', 'B', 'C'), '<tr><td>a</td><td>b</td><td>c</td></tr>', ' data-kept')],
    ['fits a phone with two columns', table(heads('A', 'B'), '<tr><td>a</td><td>b</td></tr>')],
    ['fits a phone with three figures', table(`${heads('Hour')}${'<th scope="col" class="num">n</th>'.repeat(3)}`, `<tr><td>09:00</td>${'<td class="num">1</td>'.repeat(3)}</tr>`)],
  ])('stays as it is where it %s', (_why, html) => {
    expect(withStackedTables(html)).toBe(html);
  });
  it('is made once, however often it is asked for, with whatever stands around it', () => {
    const once = withStackedTables(`<p>a</p>${table(heads('A', 'B', 'C'), '<tr><td>a</td><td>b</td><td>c</td></tr>')}<p>b</p>`);
    expect(withStackedTables(once)).toBe(once);
    expect(once).toMatch(/^<p>a<\/p><div class="scroll"><table class="stack"[^]*<\/div><p>b<\/p>$/);
  });
  it('costs next to nothing on a page of five hundred kilobytes', () => {
    const page = table(heads('A', 'B', 'C', 'D', 'E'), `<tr>${'<td class="small"><a href="/customers/1">Maya Lopez</a></td>'.repeat(5)}</tr>`.repeat(1_600));
    const begun = performance.now();
    expect(withStackedTables(page).length).toBeGreaterThan(page.length);
    expect(page.length).toBeGreaterThan(480_000);
    expect(performance.now() - begun).toBeLessThan(500); // some 5 ms here
  });
});
