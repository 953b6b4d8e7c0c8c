/**
 * School grade (US) that a text asks of its reader, headings and list items counted as sentences.
 *
 * @returns For English the Flesch-Kincaid grade, for Spanish Crawford's; null for other languages and for texts under 30 words,
 *   of which either would say nothing.
 * @source Kincaid et al., Derivation of New Readability Formulas, Naval Technical Training Command report 8-75, 1975; A. N.
 *   Crawford, A Spanish language Fry-type readability procedure, California State University, 1984.
 */
export function readingGrade(text: string, locale: string): number | null {
  const language = locale.split('-')[0] ?? '';
  const syllablesOf = SYLLABLES[language];
  if (syllablesOf === undefined) return null;
  const sentences = text
    .split(/[.!?:](?=\s|$)|\n/)
    .map((sentence) => sentence.split(/\s+/).map(syllablesOf).filter((count) => count > 0))
    .filter((counts) => counts.length > 0);
  const words = sum(sentences.map((counts) => counts.length));
  if (words < 30) return null;
  const syllables = sum(sentences.map(sum));
  if (language === 'en') return 0.39 * (words / sentences.length) + 11.8 * (syllables / words) - 15.59;
  return -0.205 * ((100 * sentences.length) / words) + 0.049 * ((100 * syllables) / words) - 3.407;
}

const REMEMBERED = 20_000;
const SYLLABLES: Readonly<Record<string, (token: string) => number>> = { en: ofWords(syllablesEnglish), es: ofWords(syllablesSpanish) };

/** Syllables of a token that is read as a word; 0 for numbers, codes and addresses. The words of notices come again and again. */
function ofWords(count: (word: string) => number): (token: string) => number {
  const known = new Map<string, number>();
  return (token) => {
    const before = known.get(token);
    if (before !== undefined) return before;
    const word = /[\d/@]|\.\p{L}/u.test(token) ? '' : token.replace(/[^\p{L}'-]/gu, '').toLowerCase();
    const syllables = /\p{L}/u.test(word) ? count(word) : 0;
    if (known.size < REMEMBERED) known.set(token, syllables);
    return syllables;
  };
}

/** Groups of vowels, less the silent e of "make", "moved", not of "table", "needed". */
function syllablesEnglish(word: string): number {
  const silent = word.replace(/(?:[^laeiouy]es|[^td]ed|[^l]e)$/, '').replace(/^y/, '');
  return Math.max(1, silent.match(/[aeiouy]{1,2}/g)?.length ?? 0);
}

/** Groups of vowels; two strong ones, or a weak one with an accent, do not join. */
function syllablesSpanish(word: string): number {
  const groups = word.replace(/qu|gu(?=[ei])/g, 'g').match(/[iuüy]?[aeoáéó][iuy]?|[íú]|[iuüy]+/g);
  return Math.max(1, groups?.length ?? 0);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
