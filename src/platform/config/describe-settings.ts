import { settingsSchema } from './config.js';

interface Described {
  readonly name: string;
  readonly description: string;
  /** As it would be written; null where there is none. */
  readonly standard: string | null;
}

/** Every setting in the order of the schema, with the value that it has when nothing is set. */
function described(): readonly Described[] {
  const defaults = settingsSchema.parse({}) as Readonly<Record<string, string | number | boolean | undefined>>;
  return Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const value = defaults[name];
    return { name, description: schema.description ?? '', standard: value === undefined || value === '' ? null : String(value) };
  });
}

/** `.env.example` whole, or the table of the README. */
export function describeSettings(form: 'env' | 'markdown'): string {
  return form === 'env' ? environmentFile() : table();
}

const ENV_HEADER = `# Every setting of Firstword, from \`npm run cli -- settings\`. Copy to .env and take out the # where you want another value.
# All of them are optional: with none, the service runs on an embedded PostgreSQL and captures mail and SMS instead of sending them.
`;

function environmentFile(): string {
  const entries = described().map(({ name, description, standard }) => `# ${description}\n#${name}=${standard ?? ''}\n`);
  return [ENV_HEADER, ...entries].join('\n');
}

function table(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const rows = described().map(({ name, description, standard }) => `| \`${name}\` | ${standard === null ? '–' : `\`${standard}\``} | ${cell(description)} |`);
  return ['| setting | default | what it is for |', '|---|---|---|', ...rows, ''].join('\n');
}
