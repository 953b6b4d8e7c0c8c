import { type Role, ROLES } from '../../../kernel/actor.js';
import { People } from '../../auth/people.js';
import { type Command, optionsOf, required, UsageError } from './command.js';
import { readPassword } from './read-password.js';
import { withService } from './with-service.js';

/** How the first admin comes in: from the machine itself, by someone who could read its database anyway. */
export const peopleAdd: Command = {
  name: 'people add',
  usage: '--email … --name … --roles admin,commander [--password-stdin]',
  summary: `Adds a person who may sign in. Roles: ${ROLES.join(', ')}.`,
  async run(args, terminal) {
    const { values } = optionsOf(args, { email: { type: 'string' }, name: { type: 'string' }, roles: { type: 'string' }, 'password-stdin': { type: 'boolean', default: false } });
    const [email, name, roles] = [required(values.email, 'email'), required(values.name, 'name'), rolesOf(required(values.roles, 'roles'))];
    const password = await readPassword(terminal, values['password-stdin']);
    const person = await withService(terminal.environment, (service) => service.get(People).create({ kind: 'system', id: 'cli' }, { email, name, roles, password }));
    terminal.print(`${person.name} may sign in as ${person.email}, with the roles ${person.roles.join(', ')}.`);
    return 0;
  },
};

function rolesOf(text: string): Role[] {
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.filter((word) => !ROLES.includes(word as Role));
  if (unknown.length > 0) throw new UsageError(`There is no role ${unknown.map((word) => `"${word}"`).join(', ')}. There are: ${ROLES.join(', ')}.`);
  return words as Role[];
}
