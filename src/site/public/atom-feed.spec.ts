import { describe, expect, it } from '@jest/globals';
import { type AtomFeed, atomFeed, xmlText } from './atom-feed.js';

const FEED: AtomFeed = {
  self: 'https://shop.example/status/en/feed.atom', lang: 'en', title: 'News', author: 'Shop', link: 'https://shop.example/status/en/', since: new Date('2026-03-01T00:00:00Z'),
  entries: [
    { link: 'https://shop.example/b?x=1&y=2', id: 'urn:uuid:b', title: 'Cards & <tills>', at: new Date('2026-03-02T10:00:00Z'), content: 'Say "no"\nnow' },
    { link: 'https://shop.example/a', id: 'urn:uuid:a', title: 'First', at: new Date('2026-03-02T09:00:00Z'), content: '' },
  ],
};

describe('a feed', () => {
  it.each([
    ['a & b', 'a &amp; b'], ['<script>', '&lt;script&gt;'], [`"it's"`, '&quot;it&#39;s&quot;'], [']]>', ']]&gt;'], ['&amp;', '&amp;amp;'],
    ['a\u0000b\u0008c\u000bd\u001fe', 'abcde'], ['a\ufffeb\uffff', 'ab'], ['lone \ud800 half', 'lone  half'], ['line\nnext\tcell\r', 'line\nnext\tcell&#13;'], ['Señal 😀 中', 'Señal 😀 中'],
  ])('writes %j as %j', (text, written) => {
    expect(xmlText(text)).toBe(written);
  });

  it('has what RFC 4287 asks for, with every text escaped', () => {
    const xml = atomFeed(FEED);
    expect(xml.startsWith('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n<id>https://shop.example/status/en/feed.atom</id>')).toBe(true);
    expect(xml).toContain('<updated>2026-03-02T10:00:00.000Z</updated>\n<author><name>Shop</name></author>');
    expect(xml).toContain('<title>Cards &amp; &lt;tills&gt;</title>');
    expect(xml).toContain('href="https://shop.example/b?x=1&amp;y=2"');
    expect(xml).toContain('<content type="text">Say &quot;no&quot;\nnow</content>');
    expect(xml.match(/<entry>/g)).toHaveLength(2);
  });

  it('says when it began where nothing is in it', () => {
    expect(atomFeed({ ...FEED, entries: [] })).toContain('<updated>2026-03-01T00:00:00.000Z</updated>');
  });
});
