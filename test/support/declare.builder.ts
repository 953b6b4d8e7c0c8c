import type { Brand } from '../../src/declare/contract.js';
import type { Declaration } from '../../src/declare/model/incident-input.js';

/** A brand that passes every check; give what the test is about. */
export function aBrand(change: Partial<Brand> = {}): Brand {
  return {
    id: 'harbour-pine',
    name: 'Harbour & Pine',
    senderName: 'Harbour & Pine customer care',
    fromEmail: 'care@harbourpine.example',
    replyTo: 'care@harbourpine.example',
    domain: 'harbourpine.example',
    website: 'https://www.harbourpine.example',
    checkAddress: 'harbourpine.example/check',
    phone: '+1 206-555-0100',
    supportHours: { en: 'every day, 7 am to 9 pm Pacific time', es: 'todos los días, de 7 a 21 h (hora del Pacífico)' },
    postalAddress: '100 Harbour Street, Seattle, WA 98101',
    defaultLocale: 'en',
    defaultCountry: 'US',
    timeZone: 'America/Los_Angeles',
    ...change,
  };
}

export function aDeclaration(change: Partial<Declaration> = {}): Declaration {
  return {
    kind: 'data-breach',
    title: 'Card numbers copied at 17 stores',
    severity: 'critical',
    brandId: 'harbour-pine',
    facts: {
      text: {
        en: { whatHappened: 'A program copied card numbers.', whatWeDo: 'All card readers are replaced.', whatYouCanDo: ['Look at your card statement.'] },
        es: { whatHappened: 'Un programa copió números de tarjeta.', whatWeDo: 'Cambiamos todos los lectores.', whatYouCanDo: ['Revise su cuenta.'] },
      },
      dataInvolved: ['card-number'],
      exposure: { from: '2026-01-29T00:00:00-08:00', until: '2026-02-26T00:00:00-08:00' },
      nextUpdateAt: null,
    },
    happenedFrom: new Date('2026-01-29T08:00:00Z'),
    happenedUntil: new Date('2026-02-26T08:00:00Z'),
    discoveredAt: new Date('2026-03-16T12:50:00Z'),
    pressReportedAt: null,
    exercise: false,
    ...change,
  };
}
