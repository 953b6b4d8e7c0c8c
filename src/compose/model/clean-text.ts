/** Marks that turn the direction of the text around them: with one in a name, the rest of the letter reads backwards. */
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const CONTROL = /[^\P{Cc}\n]/gu;

/** What most values are, and what has nothing to clean. */
const PLAIN_WORDS = /^[!-~]+(?: [!-~]+)*$/;

/** A value from a file or form as it may stand within a sentence: one line, no control or direction marks. */
export function oneLine(text: string): string {
  if (PLAIN_WORDS.test(text)) return text;
  return text.normalize('NFC').replace(DIRECTION, '').replace(CONTROL, ' ').replace(/\s+/gu, ' ').trim();
}

/** The same for text that keeps its line breaks. */
export function manyLines(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(DIRECTION, '')
    .replace(CONTROL, ' ')
    .replace(/(?<![ \t])[ \t]+$/gm, '')
    .trim();
}
