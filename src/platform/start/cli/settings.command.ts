import { describeSettings } from '../../config/describe-settings.js';
import { type Command, optionsOf } from './command.js';

export const settingsCommand: Command = {
  name: 'settings',
  usage: '[--markdown]',
  summary: 'Prints .env.example: every setting, what it is for and its default. --markdown prints the table of the README.',
  async run(args, terminal) {
    const { values } = optionsOf(args, { markdown: { type: 'boolean', default: false } });
    terminal.print(describeSettings(values.markdown ? 'markdown' : 'env').trimEnd());
    return 0;
  },
};
