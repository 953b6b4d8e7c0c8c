/** The first with Argon2 in node:crypto. */
const OLDEST = [24, 7] as const;

/** Ends the process with a sentence where Node is too old. */
export function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  process.stderr.write(`Firstword needs Node ${OLDEST.join('.')} or newer, and this is ${version}. \`npm start\` brings its own.\n`);
  process.exit(1);
}
