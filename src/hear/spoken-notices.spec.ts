import { describe, expect, it } from '@jest/globals';
import { shippedLaw } from '../../test/support/compose.plans.js';
import type { ApprovedNotices } from '../approve/contract.js';
import type { Templates } from '../compose/contract.js';
import type { NoticeId } from '../kernel/ids.js';
import { SpokenNotices } from './spoken-notices.js';

const TEXT = { en: { whatHappened: 'Somebody copied card numbers.', correction: 'It was two stores, not one.' }, es: { whatHappened: 'Alguien copió tarjetas.' } };
const TEMPLATES = { playbook: async () => ({ voice: { en: 'We write to you.', es: 'Le escribimos.' } }), labels: () => ({ simulated: 'SIMULATION' }) } as unknown as Templates;

const speech = (type: string) => new SpokenNotices({ plan: async () => ({ notice: { type, facts: { text: TEXT }, law: shippedLaw() }, incident: { kind: 'data-breach', simulated: false } }) } as unknown as ApprovedNotices, TEMPLATES).of('1' as NoticeId);

describe('what a notice says on the telephone', () => {
  it.each<[string, 'en' | 'es', readonly (string | null)[], string]>([
    ['initial', 'en', ['US-CA'], 'Somebody copied card numbers.'],
    ['initial', 'en', [null], 'Somebody copied card numbers.'],
    ['initial', 'en', ['US-MA'], 'The law of Massachusetts does not let us describe in this notice how the breach happened.'],
    ['initial', 'es', ['US-MA'], 'La ley de Massachusetts no nos permite describir en este aviso cómo ocurrió la filtración.'],
    // a number that a household shares: whoever answers may be any of them
    ['initial', 'en', ['US-CA', 'US-MA'], 'The law of Massachusetts does not let us describe in this notice how the breach happened.'],
    ['correction', 'en', ['US-CA'], 'It was two stores, not one.'],
    ['correction', 'en', ['US-MA'], 'The law of Massachusetts does not let us describe in this notice how the breach happened.'],
  ])('is of an %s in %s, to people of %j: %s', async (type, language, places, said) => {
    const { opening, whatHappened } = (await speech(type))(language, places);
    expect([opening, whatHappened]).toEqual([language === 'en' ? 'We write to you.' : 'Le escribimos.', said]);
  });
});
