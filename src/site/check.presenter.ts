import { type GenuineNotice } from '../approve/contract.js';
import { type Brand } from '../declare/contract.js';
import { type CheckWords } from './check.words.js';
import { dayIn } from './moment.js';

export interface CheckShown {
  readonly words: CheckWords;
  readonly code: string;
  /** null for a code that nobody knows, and where none was asked for. */
  readonly notice: GenuineNotice | null;
  /** false where this reader asked too often. */
  readonly allowed: boolean;
  readonly simulation: boolean;
  /** In whose names the company speaks here: said where no message is known. */
  readonly brands: readonly Brand[];
}

/** The answer depends on the code alone: two unknown codes get the same words. */
export function checkPage({ words, code, notice, allowed, simulation, brands }: CheckShown) {
  const { title, lead, label, hint, button, unknown, unknownAdvice, tooMany, genuine, never, asksOnly, notYou, notYouHow, read, mine, mineHow, another } = words;
  const isUnknown = allowed && code !== '' && notice === null;
  return {
    words: { title, lead, label, hint, button, unknown, unknownAdvice, tooMany, genuine, never, asksOnly, notYou, notYouHow, read, mine, mineHow, another },
    code, isUnknown,
    tooMany: !allowed,
    notice: notice && genuineWords(words, notice, simulation),
    from: notice?.sender.name ?? (brands.length === 1 ? brands[0]!.name : null),
    // whoever has no code, or one that nobody knows, is told whom he can ask
    callAny: notice || brands.length < 2 ? null : words.callAny,
    callers: notice ? [] : callersOf(words, brands),
  };
}

/**
 * Who speaks at an address: those that give it as the place where messages are checked; every brand where none does.
 *
 * @param host  As the browser sends it, with its port.
 */
export function brandsAt(brands: readonly Brand[], host: string | undefined): readonly Brand[] {
  const own = brands.filter(({ checkAddress }) => hostOf(checkAddress) === hostOf(host ?? ''));
  return [...(own.length > 0 ? own : brands)].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Of "https://northwind.example:8443/check" as of "northwind.example/check". */
const hostOf = (address: string): string => address.toLowerCase().replace(/^https?:\/\//, '').replace(/[/:].*$/s, '');

/** Whom a reader can call: the one company, or each by its name. */
export const callersOf = (words: CheckWords, brands: readonly Brand[]) => brands.map((brand) => callerOf(words, brand, brands.length === 1));

function callerOf(words: CheckWords, { name, phone, supportHours, website }: Brand, isAlone: boolean) {
  const hours = supportHours[words.lang] ?? null;
  return { name: isAlone ? null : name, call: isAlone ? words.callUs(phone, hours) : `${phone}${hours ? ` (${hours})` : ''}`, phone, website };
}

function genuineWords(words: CheckWords, { type, sender, approvedAt, simulated }: GenuineNotice, simulation: boolean) {
  return {
    wrote: words.wrote(sender.name, dayIn(words.lang, sender.timeZone, approvedAt)),
    about: words.about[type],
    callUs: words.callUs(sender.phone, sender.supportHours[words.lang] ?? null),
    phone: sender.phone,
    website: sender.website,
    simulated: simulated || simulation ? words.simulated : null,
  };
}
