import { checkMigrations } from '../schema/check-migrations.js';
import { type Command, optionsOf } from './command.js';
import { withDatabase } from './with-service.js';

export const migrateCommand: Command = {
  name: 'migrate',
  usage: '',
  summary: 'Brings the database up to date. The service does so itself when it starts.',
  async run(args, terminal) {
    optionsOf(args, {});
    const migrated = await withDatabase(terminal.environment, async (database) => database.migrated);
    terminal.print(migrated.length === 0 ? 'The database is up to date.' : `Ran ${migrated.join(', ')}.`);
    return 0;
  },
};

export const migrationsCheck: Command = {
  name: 'migrations-check',
  usage: '[--write]',
  summary: 'Runs all migrations on an empty database of its own and compares entities and migrations/schema.sql with the tables. --write refreshes that file.',
  async run(args, terminal) {
    const { values } = optionsOf(args, { write: { type: 'boolean', default: false } });
    const faults = await checkMigrations(values.write);
    for (const fault of faults) terminal.complain(fault);
    if (faults.length === 0) terminal.print(values.write ? 'migrations/schema.sql is written; entities and tables agree.' : 'Migrations, entities and schema.sql agree.');
    return faults.length === 0 ? 0 : 1;
  },
};
