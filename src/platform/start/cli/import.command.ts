import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type INestApplicationContext } from '@nestjs/common';
import { CustomerImports } from '../../../audience/customer-imports.service.js';
import { customerImportQuery, touchpointImportQuery } from '../../../audience/import.options.js';
import { AgentsOnDutyService } from '../../../hear/agents-on-duty.service.js';
import { CallImports } from '../../../hear/call-imports.service.js';
import { callImportQuery, intervalOptions, volumeImportQuery } from '../../../hear/call-import.options.js';
import { type Actor } from '../../../kernel/actor.js';
import { PERSONAL_WORDS } from '../../../kernel/personal-words.js';
import { badRowsCsv } from '../../imports/bad-rows-file.js';
import { checkedMappingName, importKindOf, ImportMappings } from '../../imports/import-mappings.js';
import { type ImportReport, type ImportSource } from '../../imports/importer.js';
import { readOptions } from '../../imports/import-options.js';
import { ImportRuns } from '../../imports/import-runs.js';
import { type Command, optionsOf, type Terminal, UsageError } from './command.js';
import { withService } from './with-service.js';

type Import = (service: INestApplicationContext, file: ImportSource, options: Readonly<Record<string, string>>, by: Actor) => Promise<ImportReport>;

/** What can be brought in, and the service that takes it; options are those of the HTTP door. */
const IMPORTS: Readonly<Record<string, Import>> = {
  customers: (service, file, options, by) => service.get(CustomerImports, { strict: false }).run('customers', file, readOptions(customerImportQuery, options), by),
  touchpoints: (service, file, options, by) => service.get(CustomerImports, { strict: false }).run('touchpoints', file, readOptions(touchpointImportQuery, options), by),
  calls: (service, file, options, by) => service.get(CallImports, { strict: false }).importCalls(file, readOptions(callImportQuery, options), by),
  'agents-on-duty': (service, file, options, by) => service.get(AgentsOnDutyService, { strict: false }).import(file, intervalOptions(readOptions(volumeImportQuery, options)), by),
  'call-volumes': (service, file, options, by) => service.get(CallImports, { strict: false }).importVolumes(file, intervalOptions(readOptions(volumeImportQuery, options)), by),
};

const CLI: Actor = { kind: 'system', id: 'cli' };

export const importCommand: Command = {
  name: 'import',
  usage: `${Object.keys(IMPORTS).join('|')} <file.csv|file.ndjson> [--set name=value …] [--saved name] [--save-as name] [--bad-rows file.csv]`,
  summary: 'Brings a file in. --set gives an option of the API, such as timeZone, preset or mapping; --saved takes those of a saved mapping, --save-as saves them.',
  async run(args, terminal) {
    const { values, positionals } = optionsOf(args, { set: { type: 'string', multiple: true }, saved: { type: 'string' }, 'save-as': { type: 'string' }, 'bad-rows': { type: 'string' } }, true);
    const [kind = '', path = '', ...rest] = positionals;
    const work = IMPORTS[kind];
    if (!work) throw new UsageError(kind ? `There is no import of "${kind}".` : 'Say what the file holds.');
    if (!path || rest.length > 0) throw new UsageError('Name one file.');
    const saveAs = values['save-as'] === undefined ? null : checkedMappingName(values['save-as']); // before anything is brought in
    const file = await openFile(path);
    const report = await withService(terminal.environment, async (service) => {
      const mappings = service.get(ImportMappings, { strict: false });
      const options = await mappings.applied(CLI, importKindOf(kind)!, { ...setOptions(values.set ?? []), ...(values.saved === undefined ? {} : { saved: values.saved }) });
      const done = await work(service, file, options, CLI);
      if (saveAs !== null) await mappings.save(CLI, done.kind, { name: saveAs, brandId: null, options: done.options });
      if (values['bad-rows']) await pipeline(Readable.from(await badRowsCsv(service.get(ImportRuns, { strict: false }), done.id)), createWriteStream(values['bad-rows']));
      return done;
    });
    tell(report, terminal, values['bad-rows']);
    return 0;
  },
};

async function openFile(path: string): Promise<ImportSource> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new UsageError(`There is no file ${path}.`);
  const format = /\.(ndjson|jsonl)(\.gz)?$/i.test(path) ? 'ndjson' : 'csv';
  return { stream: createReadStream(path), format, name: basename(path) };
}

function setOptions(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--set ${pair} is not name=value.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function tell({ counts, badRows, understood, badRowsTotal, warnings }: ImportReport, terminal: Terminal, badRowsFile: string | undefined): void {
  if (understood !== null) terminal.print(understood);
  terminal.print(Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', '));
  for (const { column, kind, rows, lines } of warnings) terminal.print(`${column} lies readable, and looks like ${PERSONAL_WORDS[kind]} in ${rows} of them, such as line ${lines[0]}`);
  for (const { line, column, reason } of badRows) terminal.print(`line ${line}, ${column}: ${reason}`);
  if (badRowsTotal > badRows.length) terminal.print(`… and ${badRowsTotal - badRows.length} more${badRowsFile ? '' : '; --bad-rows bad.csv keeps all of them'}`);
}
