import { expect, it } from '@jest/globals';
import { pagesBeside } from './page-address.js';

it.each([
  ['northwind.example/check', 'northwind.example/n/'],
  ['https://northwind.example/check/', 'northwind.example/n/'],
  ['help.northwind.example/check', 'help.northwind.example/n/'],
  ['northwind.example/help/check', null],
  ['northwind.example/check-it', null],
  ['check.northwind.example', null],
])('beside %s personal pages stand under %s', (checkAddress, base) => {
  expect(pagesBeside(checkAddress)).toBe(base);
});
