import { describe, expect, it } from '@jest/globals';
import { parseRule } from '../../audience/model/rule.js';
import { Form } from '../page/form.js';
import { builtRule, typedRule } from './audience-form.js';

const ZONE = 'America/Los_Angeles';

describe('the rule that fields say', () => {
  it('is one that can be used', () => {
    const form = new Form({ kind: 'purchase', from: '2026-02-09T16:00', until: '2026-02-23T16:00', attribute: 'store', attributeValues: '3, 7,', attribute2: 'paid_by', attributeValues2: 'card' });
    const rule = builtRule(form, ZONE);
    expect(form.faults).toEqual([]);
    expect(parseRule(rule)).toEqual({ touchpoint: { kind: 'purchase', from: '2026-02-10T00:00:00.000Z', until: '2026-02-24T00:00:00.000Z', where: { store: ['3', '7'], paid_by: 'card' } } });
  });
  it('leaves out what is empty', () => {
    expect(builtRule(new Form({ kind: 'login' }), ZONE)).toEqual({ touchpoint: { kind: 'login' } });
  });
  it.each([
    [{ kind: '' }, 'Say which touchpoint the affected had, such as purchase.'],
    [{ kind: 'purchase', attribute: 'store' }, 'A condition has both the name of an attribute and its values.'],
    [{ kind: 'purchase', attributeValues: '3' }, 'A condition has both the name of an attribute and its values.'],
    [{ kind: 'purchase', from: 'soon' }, 'The beginning must be a date and a time.'],
  ])('of %j is refused', (fields, fault) => {
    const form = new Form(fields);
    builtRule(form, ZONE);
    expect(form.faults).toEqual([fault]);
  });
});

it.each([['', null, 0], [' {"field":"country"} ', { field: 'country' }, 0], ['{"all":', undefined, 1]])('reads the box with %p', (text, rule, faults) => {
  const form = new Form({ rule: text });
  expect(typedRule(form)).toEqual(rule);
  expect(form.faults).toHaveLength(faults);
});
