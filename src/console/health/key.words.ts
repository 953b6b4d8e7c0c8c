import type { SealProgress } from '../../platform/seal/seal-walk.js';
import type { Tone } from '../page/words.js';

const named = (id: string): string => (id === 's' ? 'the main key (SECRET_KEY)' : id);
const listed = (ids: readonly string[]): string => ids.map(named).join(' and ');

/** What the page says of the keys that seal personal data: which one seals, how far that is, and which may go. */
export function keyWords({ writingKey, share, done, neededKeys, spareKeys }: SealProgress): { readonly label: string; readonly tone: Tone; readonly sentences: readonly string[] } {
  const older = neededKeys.filter((id) => id !== 's');
  const progress = done
    ? `Names, addresses and numbers in the database are sealed by ${named(writingKey)}.`
    : `Names, addresses and numbers in the database are being sealed by ${named(writingKey)}: ${Math.floor(share * 100)} % has been looked through.`;
  const needed = older.length > 0 ? [`Keep ${listed(older)} in DATA_KEYS until this page says that it may go.`] : [];
  const spare = spareKeys.length > 0 ? [`Nothing is sealed by ${listed(spareKeys)} any more. Take it out of DATA_KEYS; keep it as long as you keep backups from its time.`] : [];
  const state = !done ? { label: 'being sealed', tone: 'info' as const } : older.length > 0 ? { label: 'a last look is due', tone: 'info' as const } : { label: 'sealed', tone: 'good' as const };
  return { ...state, sentences: [progress, ...needed, ...spare] };
}
