import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Command, optionsOf, UsageError } from '../../platform/start/cli/command.js';
import { Broken } from '../model/broken.js';
import { verifyPack } from '../verify-pack.js';

/** Needs no settings, database or network: an auditor runs it on a machine of his own. */
export const verifyCommand: Command = {
  name: 'verify',
  usage: '<pack.zip>',
  summary: 'Prove an evidence pack, or name the first place where it does not hold',
  async run(args, { print, complain }) {
    const [path, ...more] = optionsOf(args, {}, true).positionals;
    if (path === undefined || more.length > 0) throw new UsageError('Name one pack.');
    try {
      for (const proved of await verifyPack(path)) print(`✓ ${proved}`);
      print(`\nThe pack holds. The SHA-256 of the zip is ${await sha256Of(path)}: the event "evidence.taken" in the company's audit record has the same, if this is the pack that was taken.`);
      return 0;
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      complain(`✗ The pack does not hold. The first break: ${error.message}.`);
      return 1;
    }
  },
};

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
