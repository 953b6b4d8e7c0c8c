import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';

/** The environment over the settings of `.env`, where there is one: what is set outside wins. */
export async function readEnvironment(environment: NodeJS.ProcessEnv, file = '.env'): Promise<NodeJS.ProcessEnv> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return { ...parseEnv(text), ...environment };
}
