import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Handlebars from 'handlebars';
import { projectPath } from '../config/project-path.js';
import { minutesInWords, pageHelpers } from './page-helpers.js';
import { PageRenderer } from './page-renderer.js';
import { knownZone } from './wall-clock.js';

describe('a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstword-views-'));
  let pages: PageRenderer;
  beforeAll(() => {
    for (const [file, source] of Object.entries({
      'area/hello.hbs': 'Hello {{name}}{{> sign}}', 'layouts/frame.hbs': '<title>{{title}}</title>{{content}}', 'partials/sign.hbs': '!',
      'area/number.hbs': '{{number count}} {{percent share}} {{signed change}} {{plural count "person" "people"}}', 'area/time.hbs': '{{time at zone=zone}}', 'area/second.hbs': '{{time at seconds=true}}',
      'area/share.hbs': '<p title="5 % here">95 % of {{text}}, 2 % 3</p><textarea>{{text}}</textarea><script>1 % 2</script><input value="{{text}}">', 'area/day.hbs': '{{day from}}',
    })) {
      mkdirSync(join(folder, file.split('/')[0]!), { recursive: true });
      writeFileSync(join(folder, file), source);
    }
    pages = new PageRenderer(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('stands in its layout, and what it is given is text', () => {
    expect(pages.render('area/hello', { name: '<b>', title: 'A & B' }, 'frame')).toBe('<title>A &amp; B</title>Hello &lt;b&gt;!');
    expect(pages.render('area/hello', { name: 'you' }, null)).toBe('Hello you!');
  });
  it('fails where a value is missing, and where there is no such view', () => {
    expect(() => pages.render('area/hello', {}, null)).toThrow('"name" not defined');
    expect(() => pages.render('area/none', {}, null)).toThrow('There is no view "area/none"');
  });
  it('breaks no line between a figure and its per cent, and changes nothing that was typed or is read by a program', () => {
    expect(pages.render('area/share', { text: '7 % of them' }, null)).toBe('<p title="5 % here">95\u00A0% of 7\u00A0% of them, 2\u00A0% 3</p><textarea>7 % of them</textarea><script>1 % 2</script><input value="7 % of them">');
  });
  it.each([['2025-01-17', '17 Jan 2025'], ['2026-12-31', '31 Dec 2026'], ['2026-02-31T', '2026-02-31T'], ['soon', 'soon'], [null, '–']])('writes the day %p as %p', (from, written) => {
    expect(pages.render('area/day', { from }, null)).toBe(written);
  });
  it('writes numbers and times for people', () => {
    expect(pages.render('area/number', { count: 12_345, share: 0.9126, change: -3 }, null)).toBe('12,345 91.3\u00A0% −3 12,345 people');
    expect(pages.render('area/number', { count: 1, share: null, change: 12 }, null)).toBe('1 – +12 1 person');
    expect(pages.render('area/time', { at: new Date('2026-03-02T14:00:00Z'), zone: 'America/New_York' }, null)).toBe('<time datetime="2026-03-02T14:00:00.000Z">2 Mar 2026, 09:00 EST</time>');
    const [at, zone] = [new Date('2026-03-02T14:00:00Z'), 'America/New_York'];
    expect(pages.render('area/second', { at }, null, 'Europe/Madrid')).toBe('<time datetime="2026-03-02T14:00:00.000Z" title="2 Mar 2026, 14:00:00 UTC" data-seconds>2 Mar 2026, 15:00:00 CET</time>');
    expect(pages.render('area/time', { at, zone }, null, 'Europe/Madrid')).toBe('<time datetime="2026-03-02T14:00:00.000Z" title="2 Mar 2026, 09:00 EST">2 Mar 2026, 15:00 CET</time>');
    expect(pages.render('area/time', { at: null, zone: 'UTC' }, null)).toBe('–');
  });
});

it.each([
  ['Call us on +1 206-555-0199 (Mon to Fri).', '+1 206-555-0199', 'Call us on <a class="tel" href="tel:+12065550199">+1 206-555-0199</a> (Mon to Fri).'],
  ['Call us on <b>.', '+1 206-555-0199', 'Call us on &lt;b&gt;.'],
  ['Call <i>0800</i> & more', '0800', 'Call &lt;i&gt;<a class="tel" href="tel:0800">0800</a>&lt;/i&gt; &amp; more'],
  ['Ask "x" at "x"', '"x', 'Ask &quot;x&quot; at &quot;x&quot;'],
  ['Nothing', undefined, 'Nothing'],
  ['0800 (7 AM to 9 pm)', '0800', '<a class="tel" href="tel:0800">0800</a> (7\u00A0AM to 9\u00A0pm)'],
  ['De 7 a 21 h, 5 hours', 'x', 'De 7 a 21\u00A0h, 5 hours'],
])('lets a number in a sentence be called: %p with %p', (sentence, phone, html) => {
  expect(String(pageHelpers()['calling']!(sentence, phone, {}))).toBe(html);
});

it('keeps on one line what is typed as it stands', () => {
  expect(String(pageHelpers()['kept']!('Enter <it>: K7QF-2M9D.', 'K7QF-2M9D', {}))).toBe('Enter &lt;it&gt;: <span class="tel">K7QF-2M9D</span>.');
});

it.each([[0.4, 'under a minute'], [1, '1 min'], [59.6, '1 h'], [60, '1 h'], [75, '1 h 15 min'], [119.7, '2 h'], [4_319, '71 h 59 min'], [6_000, '4 days 4 h'], [42_514, '29 days 12 h'], [10_080, '7 days'], [null, '–'], [Number.NaN, '–'], [Infinity, '–']])('says %p minutes as "%s"', (minutes, words) => {
  expect(minutesInWords(minutes)).toBe(words);
});

it.each([
  ['Europe/Madrid', 'Europe/Madrid'], ['america/los_angeles', 'America/Los_Angeles'], ['Asia/Calcutta', expect.any(String)], ['Nowhere/Town', null], ['', null], [undefined, null], ['"><script>', null], ['x'.repeat(99), null],
])('knows the zone that a browser names as %p', (named, zone) => {
  expect(knownZone(named)).toEqual(zone);
});

describe('the shipped views', () => {
  const root = projectPath('templates', 'views');
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const knownHelpers = Object.fromEntries(Object.keys(pageHelpers()).map((name) => [name, true]));

  it.each(files)('%s can be read, and holds no inline script, style or handler: the policy of the pages would stop them', (file) => {
    const source = readFileSync(file, 'utf8');
    expect(() => Handlebars.precompile(source, { strict: true, knownHelpers, knownHelpersOnly: true })).not.toThrow();
    expect(source).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/i);
  });
  it.each(files)('%s names no value like a helper: the helper would be called', (file) => {
    const bare = [...readFileSync(file, 'utf8').matchAll(/\{\{#?(?:if |unless )?([a-z]+)\}\}/g)].map(([, name]) => name!);
    expect(bare.filter((name) => (name in knownHelpers || name in Handlebars.helpers) && name !== 'else')).toEqual([]);
  });
  it.each(files)('%s carries the token in every form that changes something', (file) => {
    const forms = readFileSync(file, 'utf8').match(/<form method="post"[\s\S]*?<\/form>/g) ?? [];
    const isPublic = ['sign-in.hbs', 'sign-in-code.hbs', 'alert-answer.hbs', 'site/page.hbs', 'site/unsubscribe.hbs', 'site/affected.hbs'].some((one) => file.endsWith(one)); // the reader has no session: his address is the secret, or nothing is his yet
    // A form with a file is read from its beginning: there the token must be the first field.
    for (const form of forms) if (!isPublic) expect(form).toMatch(/^<form[^>]*>\s*<input type="hidden" name="_csrf"/);
  });
});
