import { keysRehash } from '../../../audience/cli/keys-rehash.command.js';
import { checkSenderCommand } from '../../../deliver/cli/check-sender.command.js';
import { verifyCommand } from '../../../evidence/cli/verify.command.js';
import { type Command } from './command.js';
import { importCommand } from './import.command.js';
import { migrateCommand, migrationsCheck } from './database.commands.js';
import { keysNew, keysStatus } from './keys.commands.js';
import { peopleAdd } from './people-add.command.js';
import { settingsCommand } from './settings.command.js';

/** Every command, in the order of the help. A step's command lies in `<step>/cli/` and is added here. */
export const commands: readonly Command[] = [peopleAdd, importCommand, migrateCommand, migrationsCheck, keysNew, keysStatus, keysRehash, settingsCommand, checkSenderCommand, verifyCommand];
