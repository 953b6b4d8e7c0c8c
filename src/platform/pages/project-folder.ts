import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** templates/, from dist/src/platform/pages as from src/platform/pages. */
export function templatesFolder(name: 'views' | 'assets'): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return join(here.split(/[\\/](?:dist[\\/])?src[\\/]platform[\\/]/)[0]!, 'templates', name);
}
