import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { eventHash, GENESIS, linkHash, pseudonym, withoutCustomers } from '../../kernel/audit-chain.js';
import { Alerts } from '../alerts/alerts.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { Audit } from './audit.js';
import { AuditChain } from './audit-chain.js';
import { AuditChainRecords, type KeptLink } from './audit-chain.records.js';

describe('the chain of the audit record', () => {
  let app: TestApp;
  let chain: AuditChain;
  beforeAll(async () => {
    app = await testApp();
    chain = app.app.get(AuditChain);
  });
  afterAll(() => app.close());

  const run = <Value>(work: (tx: Tx) => Promise<Value>) => app.app.get(Transactions).run(work);
  const deed = (tx: Tx, id: string, details: Record<string, unknown> = {}) =>
    app.app.get(Audit).record(tx, { kind: 'system', id: 'test' }, { action: 'test.done', subject: { kind: 'thing', id }, details });
  const links = (): Promise<readonly KeptLink[]> => app.app.get(AuditChainRecords).links(0, 1_000);
  const subjects = async () => (await links()).map(({ event }) => event!.subject.id);
  const live = async () => (await app.app.get(Alerts).list({ live: true, limit: 20 })).map(({ kind, message }) => `${kind}: ${message}`);
  /** What only a superuser can do. */
  const behindItsBack = (sql: string) => run(async (tx) => {
    await tx.query(`set local session_replication_role = replica`);
    await tx.query(sql);
  });

  it('links what is committed, whichever was begun first, and what is committed later when it is seen', async () => {
    await run((tx) => deed(tx, 'one'));
    await run(async (slow) => {
      await deed(slow, 'slow');
      await run((tx) => deed(tx, 'quick'));
      expect(await chain.seal()).toBe(2);
    });
    expect(await chain.seal()).toBe(1);
    expect(await subjects()).toEqual(['one', 'quick', 'slow']);
    const kept = await links();
    expect(kept.map(({ position }) => position)).toEqual([1, 2, 3]);
    let before = GENESIS;
    for (const { position, eventHash, hash } of kept) expect(hash).toBe((before = linkHash(before, position, eventHash)));
  });

  it('is one chain where several seal at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, place) => run((tx) => deed(tx, `many ${place}`))));
    const sealed = await Promise.all(Array.from({ length: 4 }, () => chain.seal()));
    expect(sealed.reduce((sum, one) => sum + one)).toBe(30);
    expect((await links()).map(({ position }) => position)).toEqual(Array.from({ length: 33 }, (_, index) => index + 1));
    expect(await chain.look()).toBe(0);
    expect(await chain.check()).toMatchObject({ verifiedUntil: 33, broken: null });
  });

  it('names customers by a hash that says nothing without the salt', async () => {
    await run((tx) => app.app.get(Audit).record(tx, { kind: 'customer', id: 'abc' }, { action: 'test.named', subject: { kind: 'customer', id: '4711' }, details: { customer: '4711', list: [{ customerId: 4711 }] } }));
    await chain.seal();
    const salt = await app.app.get(AuditChainRecords).salt();
    const name = pseudonym(salt, '4711');
    expect(name).toMatch(/^[\w-]{43}$/);
    expect(name).not.toBe(pseudonym(salt, '4712'));
    const link = (await links()).at(-1)!;
    const shown = withoutCustomers(link.event!, salt);
    expect(shown).toMatchObject({ actor: { kind: 'customer', id: pseudonym(salt, 'abc') }, subject: { kind: 'customer', id: name }, details: { customer: name, list: [{ customerId: name }] } });
    expect(eventHash(shown)).toBe(link.eventHash);
    expect(await chain.look()).toBe(0);
  });

  it('grows only, and only by what follows', async () => {
    const head = (await chain.head())!;
    const add = (position: number, hash: string) => run((tx) => tx.query(`insert into audit_link (position, event_id, event_hash, hash) select $1, max(e.id), 'x', $2 from audit_event as e`, [position, hash]));
    await run((tx) => deed(tx, 'next'));
    await expect(add(head.position + 1, linkHash(GENESIS, head.position + 1, 'x'))).rejects.toThrow('does not follow');
    await expect(add(head.position + 2, linkHash(head.hash, head.position + 2, 'x'))).rejects.toThrow('follows none');
    await expect(run((tx) => tx.query('delete from audit_link'))).rejects.toThrow('never change');
    await expect(run((tx) => tx.query(`update audit_link set hash = 'x'`))).rejects.toThrow('never change');
    expect(await chain.seal()).toBe(1);
  });

  it.each([
    ['an event that was changed', `update audit_event set details = '{"x": 1}' where id = 2`, `update audit_event set details = '{}' where id = 2`, 'event 2 is not what it was'],
    ['a time moved by a microsecond', `update audit_event set at = at + interval '1 microsecond' where id = 3`, `update audit_event set at = at - interval '1 microsecond' where id = 3`, 'event 3 is not what it was'],
    ['an event that was taken out', `create table taken as select * from audit_event where id = 4; delete from audit_event where id = 4`, `insert into audit_event overriding system value select * from taken`, 'its event is gone'],
  ])('tells of %s', async (_, harm, mend, said) => {
    await chain.look();
    await run((tx) => tx.query(`update audit_check set walk_began_at = now() - interval '2 hours'`));
    await chain.look(); // goes back to the beginning
    await behindItsBack(harm);
    expect(await chain.look()).toBe(1);
    expect((await live()).join()).toContain(said);
    expect((await chain.check()).broken!.why).toContain(said);
    await behindItsBack(mend);
    expect(await chain.look()).toBe(0);
    expect(await live()).toEqual([]);
  });

  it('tells of links that were cut off its end, and of an end that was written anew', async () => {
    await chain.look();
    const last = (await links()).at(-1)!;
    await behindItsBack(`delete from audit_link where position = ${last.position}`);
    expect(await chain.look()).toBe(1);
    expect((await live()).join()).toContain('are gone');
    await run((tx) => tx.query('insert into audit_link (position, event_id, event_hash, hash) values ($1, $2, $3, $4)', [last.position, last.event!.id, last.eventHash, last.hash]));
    expect(await chain.look()).toBe(0);

    await run((tx) => tx.query(`update audit_check set verified_hash = repeat('f', 64), walked_until = 0, walked_hash = repeat('0', 64)`));
    expect(await chain.look()).toBe(1);
    expect((await live()).join()).toContain('not the link that stood there');
    await run((tx) => tx.query(`update audit_check set verified_hash = $1`, [last.hash]));
    expect(await chain.look()).toBe(0);
  });

  it('finds an event that was written past it, and one that waits too long', async () => {
    await chain.seal(); // alerts of the cases before are events too
    await behindItsBack(`insert into audit_event (at, actor_kind, actor_id, action, subject_kind, subject_id) values (now(), 'system', 'x', 'test.smuggled', 'thing', 'smuggled')`);
    expect(await chain.seal()).toBe(0);
    await run((tx) => tx.query(`update audit_check set walk_began_at = now() - interval '2 hours'`));
    await chain.look();
    await run((tx) => tx.query(`update audit_unsealed set queued_at = now() - interval '3 minutes'`));
    expect(await chain.look()).toBe(1);
    expect((await live()).join()).toContain('1 events of the audit record wait');
    expect(await chain.seal()).toBe(2); // and the alert that told of it
    expect(await chain.look()).toBe(0);
    expect((await subjects()).slice(-2)).toContain('smuggled');
  });
});
