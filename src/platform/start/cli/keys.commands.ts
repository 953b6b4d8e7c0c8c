import { randomBytes } from 'node:crypto';
import { SealWalk } from '../../seal/seal-walk.js';
import { type Command, optionsOf, UsageError } from './command.js';
import { withService } from './with-service.js';

const KEY_BYTES = 32;
const ID = /^[a-z0-9]{1,8}$/;

export const keysNew: Command = {
  name: 'keys new',
  usage: '--id k1',
  summary: 'Prints a new key of personal data, for DATA_KEYS. It is kept nowhere.',
  run(args, terminal) {
    const { values } = optionsOf(args, { id: { type: 'string', default: 'k1' } });
    const { id } = values;
    if (!ID.test(id) || id === 's') throw new UsageError('--id must be 1 to 8 letters and digits, and not "s".');
    terminal.print(`${id}:${randomBytes(KEY_BYTES).toString('base64')}`);
    return Promise.resolve(0);
  },
};

export const keysStatus: Command = {
  name: 'keys status',
  usage: '',
  summary: 'Says by which key personal data are sealed, how far that is, and which older keys are still needed.',
  async run(args, terminal) {
    optionsOf(args, {});
    const progress = await withService(terminal.environment, (service) => service.get(SealWalk).progress());
    terminal.print(JSON.stringify(progress, null, 2));
    return 0;
  },
};
