import { describe, expect, it } from '@jest/globals';
import { RuleBook, type RuleTarget } from './rules.js';

type Named = RuleTarget & { name: string };
const all = (rule: Named): rule is Named => rule.name !== '';
const people = Array.from({ length: 2000 }, (_, n) => `person${n}@example.com`);

describe('RuleBook', () => {
  it('picks the first rule that fits', () => {
    const book = new RuleBook<Named>([{ name: 'bob', to: '^bob@' }, { name: 'example', to: 'example\\.com$' }]);
    const picked = ['BOB@example.com', 'ann@EXAMPLE.com', 'ann@other.net'].map((to) => book.pick(to, all)?.name);
    expect(picked).toEqual(['bob', 'example', undefined]);
  });

  it('hits the asked share of people, the same ones each time, and other rules other people', () => {
    const rules: Named[] = [{ name: 'one', share: 0.1 }, { name: 'two', share: 0.1 }];
    const hitBy = (book: RuleBook<Named>, name: string) =>
      people.filter((to) => book.pick(to, (rule): rule is Named => rule.name === name));
    const one = hitBy(new RuleBook(rules), 'one');
    expect(one.length).toBeGreaterThan(150);
    expect(one.length).toBeLessThan(250);
    expect(hitBy(new RuleBook(rules), 'one')).toEqual(one);
    expect(hitBy(new RuleBook(rules), 'two').filter((to) => one.includes(to)).length).toBeLessThan(50);
  });

  it('lets go of a person after so many times, and of nobody else', () => {
    const book = new RuleBook<Named>([{ name: 'twice', times: 2 }]);
    expect([1, 2, 3].map(() => book.pick('ann@example.com', all)?.name)).toEqual(['twice', 'twice', undefined]);
    expect(book.pick('bob@example.com', all)?.name).toBe('twice');
  });

  it('does not use up a rule that was passed over', () => {
    const book = new RuleBook<Named>([{ name: 'once', times: 1 }]);
    expect(book.pick('ann@example.com', (rule): rule is Named => rule.name === 'other')).toBeUndefined();
    expect(book.pick('ann@example.com', all)?.name).toBe('once');
  });
});
