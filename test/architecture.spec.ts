import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);

/** Names of the broken rules, from dependency-cruiser itself over src/. */
async function brokenRules(): Promise<string[]> {
  const { stdout } = await run(process.execPath, ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'], {
    maxBuffer: 1 << 28,
  }).catch((failed: { stdout: string }) => failed);
  const report = JSON.parse(stdout) as { summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] } };
  expect(report.summary.totalCruised).toBeGreaterThan(50);
  return report.summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`);
}

describe('imports', () => {
  const planted = 'src/kernel/planted';
  afterEach(() => rm(planted, { recursive: true, force: true }));

  it('point left, and cross between steps at contract.ts alone', async () => {
    expect(await brokenRules()).toEqual([]);
  });

  it('are really checked: a planted fault is found', async () => {
    await mkdir(planted, { recursive: true });
    await writeFile(`${planted}/fault.ts`, `import { Audit } from '../../platform/audit/audit.js';\nexport const fault = Audit;\n`);
    expect(await brokenRules()).toEqual([`kernel-is-alone: ${planted}/fault.ts → src/platform/audit/audit.ts`]);
  });
});
