import { type ClientCommand } from '../client-command.js';
import { approve } from './approve.command.js';
import { audienceCount, audienceFreeze } from './audience.commands.js';
import { declare } from './declare.command.js';
import { decideDoubt, doubts } from './doubts.commands.js';
import { draft, preflight, submit } from './draft.commands.js';
import { endHold, holds, placeHold } from './holds.commands.js';
import { importFile } from './import.command.js';
import { report, verify } from './report.commands.js';
import { cancel, pause, resume } from './sending.commands.js';
import { signIn, signOut, whoAmI } from './sign-in.commands.js';
import { status } from './status.command.js';

/** Every command, in the order in which an incident goes through them. */
export const commands: readonly ClientCommand[] = [
  signIn, signOut, whoAmI, importFile, declare, audienceCount, audienceFreeze, draft, preflight, submit, approve, status, pause, resume, cancel, holds, placeHold, endHold, doubts, decideDoubt, report, verify,
];
