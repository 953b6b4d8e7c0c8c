// Compiles src/, migrations/ and test/ (support and benches) to dist/, one file for one file, only what changed.
// swc and not tsc: Node strips types but not decorators, and a newcomer should not wait ten seconds before each start.
import { transformFile } from '@swc/core';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist');

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const sources = (await Promise.all(['src', 'migrations', 'test'].map((folder) => filesBelow(join(root, folder)))))
  .flat()
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.endsWith('.spec.ts'));
const wanted = new Map(sources.map((file) => [join(out, relative(root, file)).replace(/\.ts$/, '.js'), file]));

// A file that was renamed must not live on in dist/: a stale migration or controller would still be loaded.
for (const built of await filesBelow(out)) if (built.endsWith('.js') && !wanted.has(built)) await rm(built, { force: true });

await Promise.all(
  [...wanted].map(async ([target, source]) => {
    const [from, to] = await Promise.all([stat(source), stat(target).catch(() => null)]);
    if (to && to.mtimeMs > from.mtimeMs) return;
    const { code } = await transformFile(source, { configFile: join(root, '.swcrc') });
    await mkdir(dirname(target), { recursive: true });
    // Written beside and renamed: another process may be loading the file just now.
    await writeFile(`${target}.${process.pid}`, code);
    await rename(`${target}.${process.pid}`, target);
  }),
);
