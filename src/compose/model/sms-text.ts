/**
 * All that an SMS of 160 or 153 characters can hold (GSM 03.38); one character outside it turns the whole text into UCS-2, of
 * which a segment holds 70 or 67. The second line takes two places each.
 */
export const BASIC = '\\n\\r !-Z_a-z£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà';
const EXTENSION = '\\f^{}\\\\[~\\]|€';
const OUTSIDE_GSM_7 = new RegExp(`[^${BASIC}${EXTENSION}]`, 'gu');
const ONLY_PLAIN = /^[!-Z_a-z]+(?: [!-Z_a-z]+)*$/;

/** What people paste from word processors, and letters that have no accent to drop. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  '‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '´': "'", '`': "'", 'ʼ': "'",
  '“': '"', '”': '"', '„': '"', '‟': '"', '″': '"', '«': '"', '»': '"',
  '‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '―': '-', '−': '-', '•': '-', '·': '-',
  '…': '...', '⁄': '/', '×': 'x', 'º': 'o', 'ª': 'a', '™': '(TM)', '®': '(R)', '©': '(C)',
  'ł': 'l', 'Ł': 'L', 'đ': 'd', 'Đ': 'D', 'ı': 'i', 'œ': 'oe', 'Œ': 'OE', 'þ': 'th', 'Þ': 'Th', 'ð': 'd', 'ẞ': 'SS',
};

/** Zero-width and direction marks: unseen, yet each would cost the whole text its encoding. ZWJ stays, since it joins emoji. */
const UNSEEN = /[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * The text as it should be sent by SMS: one line, and in GSM-7 as far as its meaning allows.
 *
 * Quotes, dashes, dots and spaces become their plain forms. Then letters whose accent GSM-7 lacks lose it: Spanish á, í, ó, ú
 * are not in it (é, ñ, ü, ¡ and ¿ are), and readers of Spanish texts are used to "codigo". Emoji and other scripts
 * stay: dropping them would change what is said, so such a text counts, and costs, as UCS-2.
 */
export function normaliseSms(text: string): string {
  if (isPlainSms(text)) return text;
  return text.normalize('NFC').replace(UNSEEN, '').replace(OUTSIDE_GSM_7, inGsm7).replace(/\s+/gu, ' ').trim();
}

/** Whether a text is as it should be sent, whatever plain text stands around it: ASCII of one septet each, and single spaces. */
export const isPlainSms = (text: string): boolean => ONLY_PLAIN.test(text);

/** Every character that keeps a text out of GSM-7, each once. */
export function notGsm7(text: string): readonly string[] {
  return [...new Set(text.match(OUTSIDE_GSM_7) ?? [])];
}

/** Whether a text can go as GSM-7. */
export const isGsm7 = (text: string): boolean => text.search(OUTSIDE_GSM_7) < 0;

/** The nearest character, or characters, of GSM-7; the character itself where there is none. */
function inGsm7(character: string): string {
  const substitute = Object.hasOwn(SUBSTITUTES, character) ? SUBSTITUTES[character] : undefined;
  if (substitute !== undefined) return substitute;
  if (/\s/u.test(character)) return ' ';
  const base = character.normalize('NFD').replace(/\p{M}/gu, '');
  return base !== '' && [...base].every((letter) => /[a-z]/i.test(letter)) ? base : character;
}
