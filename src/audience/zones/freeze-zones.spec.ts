import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { audiencesOn, commander, customerImportsOn, incident } from '../../../test/support/audience.builder.js';
import { asStream, opsPerson } from '../../../test/support/imports.builder.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { AudienceId, NoticeId } from '../../kernel/ids.js';
import { selection } from '../model/selection.js';

const CUSTOMERS = [
  'reference,email,phone,country,postal_code,time_zone',
  'profile,a@x.org,+12125550101,US,98101,America/Chicago',
  'postal,b@x.org,+12125550102,US,98101,',
  'postal unknown,c@x.org,+12125550103,US,00000,',
  'number,d@x.org,+12125550104,,,',
  'area of two zones,e@x.org,+12083340105,US,,',
  'country,f@x.org,,JP,,',
  'nothing,g@x.org,,,,',
  'german,h@x.org,+493012345678,DE,98101,',
  'husband,home@x.org,,US,98101,',
  'wife,home@x.org,,US,10001,',
  'guest,home@x.org,,,,',
];

describe('where the members of a frozen audience may live', () => {
  let database: TestDatabase;
  let audience: AudienceId;
  beforeAll(async () => {
    database = await testDatabase();
    const carla = await commander(database);
    const breach = await incident(database, carla.id);
    await customerImportsOn(database).run('customers', { stream: asStream(`${CUSTOMERS.join('\n')}\n`), format: 'csv', name: 'c' }, {}, opsPerson);
    await database.db.query(`update customer set time_zone = 'Mars/Olympus' where reference = 'postal'`);
    const { audiences, lists } = audiencesOn(database);
    const list = await lists.upload(breach, { stream: asStream(CUSTOMERS.map((line) => line.split(',')[0]).join('\n')), format: 'csv', name: 'all' }, carla);
    audience = (await audiences.build(breach, selection(null, list.id), carla)).id;
  });
  afterAll(() => database.drop());

  const zonesOf = async (reference: string) =>
    (await database.db.query<{ zones: string[] }>(`select s.zones from audience_member as m join zone_set as s on s.id = m.zone_set where m.audience_id = $1 and m.reference = $2`, [audience, reference]))[0]?.zones;

  it.each([
    ['profile', ['America/Chicago']],
    ['postal', ['America/Los_Angeles']],
    ['postal unknown', ['America/New_York']],
    ['number', ['America/New_York']],
    ['area of two zones', ['America/Boise', 'America/Denver', 'America/Los_Angeles']],
    ['country', ['Asia/Tokyo']],
    ['nothing', []],
    ['german', ['Europe/Berlin']],
  ])('by %s', async (reference, zones) => {
    expect(await zonesOf(reference)).toEqual(zones);
  });

  it('is every zone of their household, since that is told at one time', async () => {
    for (const one of ['husband', 'wife', 'guest']) expect(await zonesOf(one)).toEqual(['America/Los_Angeles', 'America/New_York']);
  });

  it('adds up to all of them, and says whose zone was none', async () => {
    const zones = await audiencesOn(database).frozen.zones(audience);
    expect(zones.reduce((sum, { members }) => sum + members, 0)).toBe(CUSTOMERS.length - 1);
    expect(zones[0]).toMatchObject({ members: 3, zones: ['America/Los_Angeles', 'America/New_York'] });
    expect(await database.db.query(`select details -> 'zonesIgnored' as n from audit_event where action = 'audience.frozen'`)).toEqual([{ n: 1 }]);
  });

  it('is part of what the hash proves', async () => {
    const { audiences } = audiencesOn(database);
    expect(await audiences.verify(audience)).toMatchObject({ intact: true });
    await database.transactions.run(async (tx) => {
      await tx.query('set local session_replication_role = replica');
      await tx.query(`update audience_member set zone_set = 0 where audience_id = $1 and reference = 'profile'`, [audience]);
    });
    expect(await audiences.verify(audience)).toMatchObject({ intact: false });
  });

  it('is worked out anew for those who were told before', async () => {
    const { frozen, audiences } = audiencesOn(database);
    const [{ incidentId, builtBy }, everybody] = [await frozen.frozen(audience), await audiences.members(audience, 0, 100)];
    const told = await frozen.freezeTold(incidentId, '00000000-0000-4000-8000-000000000001' as NoticeId, everybody.slice(0, 4).map(({ customerId }) => customerId), builtBy);
    expect((await frozen.zones(told.id)).reduce((sum, { members }) => sum + members, 0)).toBe(4);
  });
});
