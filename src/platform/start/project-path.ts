import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, from dist/src/platform/start as from src/platform/start. */
const root = fileURLToPath(new URL('.', import.meta.url)).split(/[\\/](?:dist[\\/])?src[\\/]platform[\\/]start/)[0]!;

/** A file that lies beside the program and is not compiled. */
export const projectPath = (...parts: readonly string[]): string => join(root, ...parts);
