// How fast customers and touchpoints come in, with how much memory, and how long preview and freeze take.
//   npm run build && node dist/test/bench/audience.bench.js [customers] [touchpoints for each]
import { audiencesOn, commander, customerImportsOn, incident } from '../support/audience.builder.js';
import { opsPerson } from '../support/imports.builder.js';
import { testDatabase } from '../support/postgres.js';
import { startTemplateServer } from '../support/template-database.js';
import { selection } from '../../src/audience/model/selection.js';

const customers = Number(process.argv[2] ?? 40_000);
const each = Number(process.argv[3] ?? 5);
const CHUNK = 1_000;

/** Rows of a made-up company; every tenth customer shares a number with the one before. */
async function* customerFile(): AsyncGenerator<Buffer> {
  yield Buffer.from('reference,first_name,last_name,email,phone,locale,country,region,time_zone,tier\n');
  for (let from = 0; from < customers; from += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, customers - from) }, (_, index) => from + index).map((n) => {
      const line = n % 10 === 9 ? n - 1 : n;
      const phone = `+1${['206', '212', '312', '415'][line % 4]}${String(2_000_000 + (Math.floor(line / 4) % 7_900_000)).padStart(7, '0')}`;
      return `C${n},Ana,"O'Neil, ${n}",ana.${n}@example.org,${phone},${n % 5 ? 'en' : 'es'},US,WA,America/Los_Angeles,gold\n`;
    });
    yield Buffer.from(rows.join(''));
  }
}

async function* touchpointFile(): AsyncGenerator<Buffer> {
  yield Buffer.from('customer,reference,occurred_at,label,store,paid_by,amount\n');
  const begins = Date.UTC(2026, 0, 1);
  for (let from = 0; from < customers * each; from += CHUNK) {
    const rows = Array.from({ length: CHUNK }, (_, index) => from + index).map((n) => {
      const mixed = (n * 2_654_435_761) % 4_294_967_296;
      return `C${n % customers},P${n},${new Date(begins + (mixed % 56) * 86_400_000).toISOString()},Store ${mixed % 40},${mixed % 40},${mixed % 3 ? 'card' : 'cash'},${mixed % 100}\n`;
    });
    yield Buffer.from(rows.join(''));
  }
}

let highest = 0;
const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 50);

async function timed<Value>(name: string, work: () => Promise<Value>, rows?: number): Promise<Value> {
  highest = 0;
  const start = performance.now();
  const value = await work();
  const seconds = (performance.now() - start) / 1000;
  console.log(`${name.padEnd(34)} ${seconds.toFixed(2).padStart(7)} s${rows ? `  ${Math.round(rows / seconds).toLocaleString('en')} rows/s` : ''}  RSS at most ${Math.round(highest / 1e6)} MB`);
  return value;
}

const server = await startTemplateServer();
process.env['FIRSTWORD_TEST_POSTGRES'] = server.url;
const database = await testDatabase();
try {
  const imports = customerImportsOn(database);
  const run = (kind: 'customers' | 'touchpoints', stream: AsyncIterable<Buffer>) => imports.run(kind, { stream, format: 'csv', name: kind }, kind === 'touchpoints' ? { kind: 'purchase' } : {}, opsPerson);
  await timed(`${customers} customers in`, () => run('customers', customerFile()), customers);
  await timed('the same again', () => run('customers', customerFile()), customers);
  await timed(`${customers * each} touchpoints in`, () => run('touchpoints', touchpointFile()), customers * each);
  await timed('the same again', () => run('touchpoints', touchpointFile()), customers * each);
  await database.db.query('analyze');

  const carla = await commander(database);
  const breach = await incident(database, carla.id);
  const stores = [1, 3, 4, 6, 9, 10, 12, 15, 17, 20, 22, 24, 27, 30, 33, 36, 39];
  const rule = { touchpoint: { kind: 'purchase', from: '2026-01-11T00:00:00Z', until: '2026-02-08T00:00:00Z', where: { store: stores, paid_by: 'card' } }, data: ['card-number'] };
  const { audiences } = audiencesOn(database);
  const { counts } = await timed('preview', () => audiences.preview(breach, selection(rule, null)));
  console.log(counts);
  const frozen = await timed('freeze', () => audiences.build(breach, selection(rule, null), carla));
  await timed('verify', () => audiences.verify(frozen.id));
  await timed('preview of everyone', () => audiences.preview(breach, selection({ field: 'country', op: 'eq', value: 'US' }, null)));
} finally {
  clearInterval(watch);
  await database.drop();
  await server.stop();
}
