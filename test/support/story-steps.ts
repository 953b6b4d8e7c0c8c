import { it } from '@jest/globals';
import { type Visitor } from './browser.js';

/**
 * The steps of one story: after one that failed the others would only fail for its reason.
 *
 * @param seen  Whose pages are described where a step fails.
 */
export function storySteps(seen: readonly Visitor[]): (name: string, step: () => Promise<void> | void) => void {
  let stoppedAt = '';
  return (name, step) => {
    it(name, async () => {
      if (stoppedAt !== '') throw new Error(`The story stopped before, at "${stoppedAt}".`);
      stoppedAt = name;
      await Promise.resolve().then(step).catch(async (error: Error) => {
        throw new Error(`${error.message}\n\n${(await Promise.all(seen.map((visitor) => visitor.describe()))).join('\n')}`, { cause: error });
      });
      stoppedAt = '';
    });
  };
}
