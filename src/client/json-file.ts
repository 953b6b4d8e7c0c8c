import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from '../platform/start/cli/command.js';

/**
 * The JSON in a file, or in standard input where the file is "-".
 *
 * @throws UsageError where there is none, or it can't be read
 */
export async function jsonFile<Value>(path: string, input: NodeJS.ReadableStream): Promise<Value> {
  const content = path === '-' ? await text(input) : await readFile(path, 'utf8').catch(() => null);
  if (content === null) throw new UsageError(`The file ${path} can't be read.`);
  try {
    return JSON.parse(content) as Value;
  } catch (error) {
    throw new UsageError(`${path === '-' ? 'What was piped in' : path} is no JSON: ${(error as Error).message}`);
  }
}
