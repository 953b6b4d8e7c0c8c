import { expect, it } from '@jest/globals';
import { pagesBeside } from './page-address.js';

it.each([
  ['northwind.example/check', 'northwind.example/n/'],
  ['https://northwind.example/check/', 'northwind.example/n/'],
  ['help.northwind.example/notices/check', 'help.northwind.example/notices/n/'],
  ['northwind.example/check-it', null],
  ['check.northwind.example', null],
])('beside %s personal pages stand under %s', (checkAddress, base) => {
  expect(pagesBeside(checkAddress)).toBe(base);
});
