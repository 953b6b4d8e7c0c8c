import { expect, it } from '@jest/globals';
import type { Policies } from '../contract.js';
import { changedPolicies } from './policies.js';

const BASE: Policies = { channels: 'both', unknownEmail: 'resend', mandatory: true };

it.each<[Policies, boolean | undefined, Policies]>([
  [BASE, undefined, BASE],
  [BASE, false, BASE],
  [BASE, true, { ...BASE, publicPage: true }],
  [{ ...BASE, publicPage: true }, undefined, { ...BASE, publicPage: true }],
  [{ ...BASE, publicPage: true }, false, BASE],
])('of %j, the public page said to be %p, are %j: the same choice is the same plan, however it is said', (before, publicPage, after) => {
  expect(changedPolicies(before, publicPage === undefined ? {} : { publicPage })).toEqual(after);
});

it.each([
  [BASE, 'statutory', { ...BASE, standing: 'statutory' }],
  [{ ...BASE, standing: 'statutory' }, undefined, { ...BASE, standing: 'statutory' }],
  [{ ...BASE, standing: 'statutory' }, 'early-warning', BASE],
] as const)('of %j, said to be %s to the law, are %j', (before, standing, after) => {
  expect(changedPolicies(before, standing === undefined ? {} : { standing })).toEqual(after);
});
