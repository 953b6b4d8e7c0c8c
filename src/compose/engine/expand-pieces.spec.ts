import { describe, expect, it } from '@jest/globals';
import { expandPieces } from './expand-pieces.js';
import { styleTags } from './style-tags.js';

describe('expandPieces', () => {
  it('puts a piece on a line of its own in place of that line, and one within a line in its place', () => {
    expect(expandPieces('a\n{{> b}}\nc {{> b}}.\n', { b: 'B1\nB2\n' })).toBe('a\nB1\nB2\nc B1\nB2.\n');
  });

  it('fills a layout with the titles and the rest of the file', () => {
    const text = '{{#> page}}\n{{#*inline "title"}}My {{brand.name}}{{/inline}}\n<p>{{> note}}</p>\n{{/page}}\n';
    expect(expandPieces(text, { page: '<h1>{{> title}}</h1>\n{{> @partial-block}}\n<title>{{> title}}</title>', note: 'N' })).toBe(
      '<h1>My {{brand.name}}</h1>\n<p>N</p>\n<title>My {{brand.name}}</title>',
    );
  });

  it('does not read what it puts in as a pattern', () => {
    expect(expandPieces('{{> a}}', { a: "$& $1 $'" })).toBe("$& $1 $'");
  });

  it.each([
    ['{{> nothing}}', 'there is no piece "nothing"'],
    ['{{> toString}}', 'there is no piece "toString"'],
    ['{{> a}}', 'contains itself'],
    ['{{#> nothing}}x{{/nothing}}', 'there is no piece "nothing"'],
  ])('refuses %s', (text, message) => {
    expect(() => expandPieces(text, { a: 'x {{> b}}', b: '{{> a}}' })).toThrow(message);
  });
});

describe('styleTags', () => {
  const styles = { p: 'margin:0', '.small': 'font-size:14px' };
  it.each([
    ['<p>a</p>', '<p style="margin:0">a</p>'],
    ['<p class="small">a</p>', '<p class="small" style="margin:0;font-size:14px">a</p>'],
    ['<td class="x small" width="1">', '<td class="x small" width="1" style="font-size:14px">'],
    ['<p style="color:red">', '<p style="color:red">'],
    ['<p\n>', '<p style="margin:0">'],
    ['<pre> <a href="{{brand.website}}">', '<pre> <a href="{{brand.website}}">'],
    ['<constructor>', '<constructor>'],
  ])('turns %j into %j', (html, styled) => {
    expect(styleTags(html, styles)).toBe(styled);
  });
});
