import fc from 'fast-check';
import type { Reader } from '../../src/compose/contract.js';
import type { CustomerId } from '../../src/kernel/ids.js';

/** What people are called, and what turns up in those columns. */
export const AWKWARD = [
  "O'Brien", 'Ana', 'Pérez', 'Jürgen', 'Zoë', 'محمد', 'שרה לוי', '李小龍', '👩‍👩‍👧‍👦', '🚨', 'e\u0301', '\u0301\u0327', '<script>alert(1)</script>', '"quoted" & co', '{{brand.name}}', '{{{x}}}', 'a=b==', '=3D',
  '=_m.17', '.', '..hidden', '  spaced  ', 'two  spaces', 'trailing ', 'tab\there', 'new\nline', 'cr\r\nlf', 'no\u00a0break', 'line\u2028separator', '\ufeffbom', '\u200f\u202eabc', 'soft\u00adhyphen',
  '\ufdd00\ufdd1', '\ufdd0', '\ud800', '\udc00x', 'a\\b', '`tick`', '[x]', '€5', 'ñ¿', '–—…', 'Ω', 'x'.repeat(90), 'word '.repeat(200), '-', '123', '', ' ', 'win at evil.example', 'SIMULATION – no real incident',
];

const awkward = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...AWKWARD) }, { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) });
/** Mostly readers as they are, so that forms are filled, and not only passed by. */
const usual = fc.constantFrom('Ana', 'Pérez', "O'Brien", 'Anne Marie', 'Łukasz', 'Smith & Sons', 'C-104822', 'Store 12, Albany');
const word = fc.oneof({ weight: 2, arbitrary: usual }, { weight: 1, arbitrary: awkward });

/** Readers with any number of reasons, in the locale given. */
export function awkwardReader(locale: string, dataClasses: readonly string[]): fc.Arbitrary<Reader> {
  const touchpoint = fc.record({
    id: fc.constant('1'), kind: fc.constantFrom('purchase', 'login', 'nothing known'), occurredAt: fc.constantFrom('2026-03-14T16:21:00-04:00', '2026-01-01T00:00:00Z'), label: fc.option(word),
  });
  const reasons = fc.record({ touchpoints: fc.array(touchpoint, { maxLength: 7 }), more: fc.nat({ max: 3 }), data: fc.subarray([...dataClasses]), by: fc.constant<['rule']>(['rule']) });
  return fc.record({ customerId: fc.nat({ max: 99 }).map((id) => `${id}` as CustomerId), reference: word, firstName: fc.option(word), lastName: fc.option(word), locale: fc.constant(locale), place: fc.constantFrom(null, 'US-CA', 'US-MA', 'DE'), reasons });
}
