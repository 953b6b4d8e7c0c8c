import { oneLine } from './clean-text.js';
import { fillPattern } from './fill-pattern.js';
import { firstLink } from './links.js';

/** Longer than any name on a passport; what is longer is not a name. */
const LONGEST = 80;

/**
 * How a person is addressed.
 *
 * Neutral where no first name is known ("Dear Pérez" is no way to begin), where the name has no letter ("-", "123"), and where
 * it holds an address of the web: a customer who registered as "win at evil.example" would have us send that in our name.
 */
export function greetingOf(firstName: string | null, lastName: string | null, neutral: string): string {
  const first = oneLine(firstName ?? '');
  const name = [first, oneLine(lastName ?? '')].filter(Boolean).join(' ');
  const usable = /\p{L}/u.test(first) && name.length <= LONGEST && firstLink(name) === null;
  return usable ? name : neutral;
}

/** How somebody is addressed who is written to in the place of another: "parent or guardian of Sam Lee". */
export function careGreeting(person: string | null, { named, unnamed }: { readonly named: string; readonly unnamed: string }): string {
  return person === null ? unnamed : fillPattern(named, { name: person });
}
