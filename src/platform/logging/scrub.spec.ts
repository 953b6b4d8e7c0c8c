import { describe, expect, it } from '@jest/globals';
import { createLog } from './log.js';
import { scrub } from './scrub.js';

describe('scrub', () => {
  it.each([
    ['550 5.1.1 <jo@shop.example>: unknown', '550 5.1.1 <[address]>: unknown'],
    ['Twilio refused +1 (202) 555-0100 today', 'Twilio refused [number] today'],
    ['invalid input syntax for type uuid: "jo said "hi""', 'invalid input syntax for type uuid: "…"'],
    ['duplicate key value violates unique constraint "person_email"', 'duplicate key value violates unique constraint "person_email"'],
    ['took 20261122033247 ns', 'took 20261122033247 ns'],
  ])('%s', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });
});

describe('the log', () => {
  it('leaves a failed query out, with its parameters and the row that PostgreSQL repeats', () => {
    const lines: string[] = [];
    const log = createLog('info', 'test', { write: (text) => void lines.push(text) });
    const failed = Object.assign(new Error('duplicate key value violates unique constraint "person_email"'), {
      code: '23505', constraint: 'person_email', query: 'insert …', parameters: ['jo@shop.example'], detail: 'Key (lower(email))=(jo@shop.example) already exists.',
    });
    log.error({ event: 'test.failed', error: failed });
    expect(JSON.parse(lines[0]!)).toMatchObject({ event: 'test.failed', instance: 'test', error: { code: '23505', constraint: 'person_email' } });
    expect(lines[0]).not.toContain('jo@shop');
    expect(lines[0]).not.toContain('parameters');
  });

  it.each([
    ['in the member for it', (error: Error) => ({ event: 'test.failed', error })],
    ["in the library's member for it", (error: Error) => ({ err: error })],
    ['alone', (error: Error) => error],
  ])('takes no text from an error as it is: %s', (_, entry) => {
    const lines: string[] = [];
    createLog('info', 'test', { write: (text) => void lines.push(text) }).warn(entry(new Error('100 % of jo@shop.example at +1 202 555 0123')));
    expect(JSON.parse(lines[0]!)).toMatchObject({ msg: '100 % of [address] at [number]' });
    expect(lines[0]).not.toMatch(/jo@shop|555/);
  });

  it('leaves a text that is given as it is', () => {
    const lines: string[] = [];
    createLog('info', 'test', { write: (text) => void lines.push(text) }).warn({ error: new Error('why') }, 'It is %d %%.', 7);
    expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'It is 7 %.', error: { message: 'why' } });
  });
});
