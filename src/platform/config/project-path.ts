import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project folder, from dist/src/platform/config as from src/platform/config. */
const root = fileURLToPath(new URL('.', import.meta.url)).split(/[\\/](?:dist[\\/])?src[\\/]platform[\\/]config/)[0]!;

/** A file that lies beside the program and is not compiled. */
export const projectPath = (...parts: readonly string[]): string => join(root, ...parts);
