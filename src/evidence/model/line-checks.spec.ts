import { describe, expect, it } from '@jest/globals';
import { csvLine } from '../../kernel/csv.js';
import { Broken } from './broken.js';
import { MessagesCheck } from './line-checks.js';
import { MESSAGE_COLUMNS } from './pack.js';

describe('the messages of a pack', () => {
  const row = (reason: string): string => csvLine(MESSAGE_COLUMNS.map((column) => (column === 'reason' ? reason : 'x'))).replace(/\n$/, '');
  const check = (): MessagesCheck => {
    const check = new MessagesCheck('messages.csv');
    check.line(csvLine([...MESSAGE_COLUMNS]).replace(/\n$/, ''), 1);
    return check;
  };

  it.each(['Replaced: see "A","B"', '"', '","', '""', 'a, b', ''])('may say %j', (reason) => {
    const messages = check();
    messages.line(row(reason), 2);
    expect(messages.messages).toBe(1);
  });

  it.each([row('x').replace(',"x"', ''), row('x').replace('"x"', 'x'), row('x').replace('"x"', '"x""'), `${row('x').slice(0, -1)},"x"\r`])('are no row of theirs: %j', (line) => {
    expect(() => check().line(line, 2)).toThrow(Broken);
  });
});
