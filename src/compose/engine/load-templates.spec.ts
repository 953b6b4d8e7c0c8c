import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadTemplates } from './load-templates.js';

const TEMPLATES = fileURLToPath(new URL('../../../templates', import.meta.url));
const NEEDED = /templates(?:$|[\\/](?:layout|shared|data-breach|service-outage|product-recall|delayed-order|billing-error|fraud-wave)(?:$|[\\/]))/;

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'firstword-templates-')), 'templates');
  await cp(TEMPLATES, dir, { recursive: true, filter: (source) => NEEDED.test(source) });
});
afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

const edit = async (file: string, change: (text: string) => string) => writeFile(join(dir, file), change(await readFile(join(dir, file), 'utf8')));
const faults = async (): Promise<string> => loadTemplates(dir).then(() => 'loaded', (error: Error) => error.message);

describe('loadTemplates', () => {
  it('gives every kind in every locale, complete in itself', async () => {
    const set = await loadTemplates(dir);
    expect(set.locales).toEqual(['en', 'es']);
    const { sources, hash } = set.notice('fraud-wave', 'es', 'resolution');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (const text of Object.values(sources)) expect(text).not.toMatch(/\{\{[#/]?[*>]/);
    expect(() => set.notice('fraud-wave', 'fr', 'initial')).toThrow(RangeError);
  });

  it('gives the same hash for the same files, another where the text, its layout, its style or its labels differ', async () => {
    const hash = async () => (await loadTemplates(dir)).notice('data-breach', 'en', 'initial').hash;
    const seen = [await hash(), await hash()];
    expect(seen[0]).toBe(seen[1]);
    await edit('data-breach/en/initial.sms.hbs', (text) => text.replace('your data', 'data of yours'));
    seen.push(await hash());
    await edit('layout/en/stop.sms.hbs', () => 'Reply STOP to end.');
    seen.push(await hash());
    await edit('layout/styles.json', (text) => text.replace('#17406d', '#17406e'));
    seen.push(await hash());
    await edit('shared/en.json', (text) => text.replace('"Card number"', '"Number of your card"'));
    seen.push(await hash());
    expect(new Set(seen).size).toBe(5);
  });

  it.each([
    ['data-breach/en/initial.sms.hbs', 'data-breach/en/initial.sms.hbs is missing'],
    ['billing-error/playbook.json', 'billing-error/playbook.json is missing'],
    ['fraud-wave/sample.json', 'fraud-wave/sample.json is missing'],
    ['layout/styles.json', 'layout/styles.json is missing'],
    ['layout/es/steps.txt.hbs', 'there is no piece "steps"'],
  ])('names %s where it is missing', async (file, message) => {
    await rm(join(dir, file));
    expect(await faults()).toContain(message);
  });

  it('names file, line and column of everything that is wrong, at once', async () => {
    await edit('data-breach/en/initial.email.html.hbs', (text) => text.replace('<h2>What We Are Doing</h2>', '<h2>{{facts.whatHapened}}</h2>'));
    await edit('layout/es/steps.txt.hbs', (text) => `${text}{{#each facts.whatWeDo}}x{{/each}}\n`);
    await edit('service-outage/es/update.subject.hbs', () => 'x {{constructor.name}}');
    await edit('service-outage/en/update.sms.hbs', () => 'a\nb {{brand.name');
    await edit('product-recall/playbook.json', (text) => text.replace('"severity": "critical",', ''));
    await edit('shared/es.json', (text) => `${text}}`);
    const message = await faults();
    expect(message).toMatch(/data-breach\/en\/initial\.email\.html\.hbs:\d+:7 no notice has "facts\.whatHapened"/);
    expect(message).toMatch(/layout\/es\/steps\.txt\.hbs:\d+:9 no notice has "facts\.whatWeDo" to use like this/);
    expect(message).toContain('service-outage/es/update.subject.hbs:1:5 "constructor" is not a name of the notice');
    expect(message).toMatch(/service-outage\/en\/update\.sms\.hbs:2:\d+ /);
    expect(message).not.toContain('with its pieces in place');
    expect(message).toContain('product-recall/playbook.json lacks "severity"');
    expect(message).toMatch(/shared\/es\.json .*JSON/);
  });

  it('asks of a new locale that it is complete', async () => {
    await cp(join(dir, 'shared/es.json'), join(dir, 'shared/fr.json'));
    const message = await faults();
    expect(message).toContain('data-breach/fr/initial.subject.hbs is missing');
    expect(message).toContain('data-breach/playbook.json lacks "title.fr"');
  });
});
