import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type TestApp, testApp } from '../../test/support/app.js';
import { aBrand, aDeclaration } from '../../test/support/declare.builder.js';
import { type IncidentId } from '../kernel/ids.js';
import { LawService, serviceName, termsName } from './law.service.js';
import { LawRepository } from './store/law.repository.js';

describe('what is known of the law', () => {
  let service: TestApp;
  let law: LawService;
  const reads = jest.spyOn(LawRepository.prototype, 'reviews');

  beforeAll(async () => {
    service = await testApp({ now: new Date('2026-03-16T14:00:00Z') });
    law = service.app.get(LawService, { strict: false });
  });
  beforeEach(() => void reads.mockClear());
  afterAll(() => service.close());

  it('is the same together as apart, with who reviewed it read once', async () => {
    const legal = await service.browser(await service.person('legal'));
    const [[rule], [terms], [brought]] = [await law.rules(), await law.terms(), await law.service()];
    for (const [id, { contentHash }] of [[rule!.id, rule!], [termsName(terms!), terms!], [serviceName(brought!), brought!]] as const) {
      expect((await service.send('POST', `/api/v1/law/rules/${id}/review`, legal, { contentHash })).statusCode).toBeLessThan(300);
    }
    reads.mockClear();
    const together = await law.all();
    expect(reads).toHaveBeenCalledTimes(1);
    expect(together).toEqual({ rules: await law.rules(), terms: await law.terms(), service: await law.service() });
    expect([together.rules[0]!.review, together.terms[0]!.review, together.service[0]!.review]).toEqual(Array(3).fill({ by: expect.any(String), at: new Date('2026-03-16T14:00:00Z') }));
  });

  it('names the places where an e-mail counts with consent alone, without a look at reviews', async () => {
    const [commander, admin] = [await service.browser(await service.person('commander')), await service.browser(await service.person('admin'))];
    await service.send('PUT', '/api/v1/brands/harbour-pine', admin, aBrand());
    const { id } = (await service.send('POST', '/api/v1/incidents', commander, aDeclaration())).json<{ id: IncidentId }>();
    expect(await law.consentPlaces(id, ['DE', 'US-CA', ''])).toEqual(['US-CA']);
    expect(await law.consentPlaces(id, [])).toEqual([]);
    expect(reads).not.toHaveBeenCalled();
  });
});
