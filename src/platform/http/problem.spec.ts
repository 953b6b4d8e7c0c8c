import { describe, expect, it } from '@jest/globals';
import { BadRequestException } from '@nestjs/common';
import { QueryRunnerAlreadyReleasedError } from 'typeorm';
import { DomainError } from '../../kernel/domain-error.js';
import { HttpProblem } from './http-problem.js';
import { problemOf } from './problem.js';

const ID = '0b7c8a52-6f0e-4d5e-9a63-1a8d0f3f2a11';

describe('a problem', () => {
  it('says what a mistake of the caller is, and where', () => {
    const error = new DomainError('conflict', 'revision-stale', 'Someone else changed it.', { revision: 4, errors: [{ path: 'revision', message: 'must be 4' }] });
    expect(problemOf(error, ID)).toEqual({
      type: 'urn:firstword:problem:revision-stale', title: 'Revision stale', status: 409, detail: 'Someone else changed it.', instance: `urn:uuid:${ID}`,
      code: 'revision-stale', errors: [{ path: 'revision', message: 'must be 4' }], details: { revision: 4 },
    });
  });

  it.each([
    [new DomainError('invalid', 'x', ''), 400, 'x'],
    [new DomainError('forbidden', 'x', ''), 403, 'x'],
    [new DomainError('not-found', 'x', ''), 404, 'x'],
    [new DomainError('unprocessable', 'x', ''), 422, 'x'],
    [new HttpProblem(429, 'slow-down', ''), 429, 'slow-down'],
    [new BadRequestException('no'), 400, 'bad-request'],
    [Object.assign(new Error('too big: 12'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }), 413, 'body-too-large'],
    [Object.assign(new Error('?'), { code: 'FST_ERR_NEW', statusCode: 400 }), 400, 'bad-request'],
    [Object.assign(new Error('terminating connection'), { driverError: { code: '57P01' } }), 503, 'database-unreachable'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503, 'database-unreachable'],
    [new Error('timeout exceeded when trying to connect'), 503, 'database-unreachable'],
    [new QueryRunnerAlreadyReleasedError(), 503, 'database-unreachable'],
    [Object.assign(new Error('terminating connection due to idle-in-transaction timeout'), { driverError: { code: '25P03' } }), 503, 'database-unreachable'],
    [Object.assign(new Error('jo@shop.example was refused'), { statusCode: 404 }), 500, 'internal-error'],
    ['a text', 500, 'internal-error'],
    [null, 500, 'internal-error'],
    [undefined, 500, 'internal-error'],
  ])('of %p is %i %s', (error, status, code) => {
    expect(problemOf(error, ID)).toMatchObject({ status, code });
  });

  it('never repeats an error that nobody foresaw', () => {
    expect(JSON.stringify(problemOf(new Error('secret 4711 of jo@shop.example'), ID))).not.toMatch(/4711|jo@/);
  });
});
