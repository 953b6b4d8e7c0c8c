import { type Command, optionsOf, required, UsageError } from '../../platform/start/cli/command.js';
import { settingsOf } from '../../platform/start/cli/with-service.js';
import { checkSender } from '../sender-check.js';

const MARKS = { ok: 'ok', warning: 'WARNING', fault: 'FAULT' } as const;

export const checkSenderCommand: Command = {
  name: 'check-sender',
  usage: '--domain northwind.example [--selector s1]',
  summary: 'Looks up SPF, DKIM and DMARC of the sender\'s domain as receivers do, and says what is wrong and how to mend it.',
  async run(args, terminal) {
    const { values } = optionsOf(args, { domain: { type: 'string' }, selector: { type: 'string' } });
    const domain = required(values.domain, 'domain').trim().toLowerCase();
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) throw new UsageError('--domain must be a domain such as northwind.example.');
    const findings = await checkSender(domain, await settingsOf(terminal.environment), values.selector ?? null);
    for (const { about, state, says, mend } of findings) terminal.print(`${`${about}:`.padEnd(9)}${MARKS[state].padEnd(9)}${says}${mend === null ? '' : `\n${' '.repeat(18)}${mend}`}`);
    return findings.some(({ state }) => state === 'fault') ? 1 : 0;
  },
};
