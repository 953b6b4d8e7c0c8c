import { runDemo } from './demo.js';

runDemo(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`\nThe demo stopped. ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
