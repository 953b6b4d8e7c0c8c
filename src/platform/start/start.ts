import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type CaptureProcess, isCaptureAlive, stopCaptureProcess } from '../../capture/ensure-capture.js';
import { AppModule } from '../../app.module.js';
import { People } from '../auth/people.js';
import { type Clock } from '../clock/clock.js';
import { readSettings, type Settings } from '../config/config.js';
import { type Surroundings } from '../config/config.module.js';
import { closeDoors } from '../http/in-flight.js';
import { keepOpen } from '../database/kept-open.js';
import { createLog, type Log } from '../logging/log.js';
import { PageRenderer } from '../pages/page-renderer.js';
import { createApp } from './create-app.js';
import { listenError, refuseWrongHost } from './doors.js';
import { captureFolder, findSurroundings, needsCapture, portOf, publicUrlOf, startCaptureFor } from './find-surroundings.js';
import { keepAlive, type StopKeeping } from './keep-alive.js';
import { openDatabase, type OpenDatabase } from './open-database.js';
import { readEnvironment } from './read-environment.js';

/** How long a stop waits for answers that are under way: real milliseconds. */
const ANSWERS_MS = 5_000;

export interface Running {
  readonly app: NestFastifyApplication;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly log: Log;
  /**
   * Lets nobody in, answers who is in, lets workers hand back what they hold, closes the database. The last process on the
   * embedded PostgreSQL or the capture stops these too; where another is connected, they stay. Safe to call twice.
   */
  stop(): Promise<void>;
}

/**
 * Brings the service up: settings, database (migrated), capture where there is nowhere real to send, doors.
 *
 * @param clock  Business time other than BUSINESS_CLOCK says; only the demo gives one.
 * @param environment  As `process.env`; a `.env` file in the working folder fills what it leaves out.
 * @throws SettingsError with a sentence for each wrong setting; Error in plain words where something does not come up.
 */
export async function start(environment: NodeJS.ProcessEnv, { clock = null }: { readonly clock?: Clock | null } = {}): Promise<Running> {
  const settings = readSettings(await readEnvironment(environment));
  await refuseWrongHost(settings.HOST);
  const port = await portOf(settings);
  const database = await openDatabase(settings);
  let capture: CaptureProcess | null = null;
  try {
    capture = needsCapture(settings) ? await startCaptureFor(settings) : null;
    const surroundings = await findSurroundings(settings, database, publicUrlOf(settings, port), capture);
    const log = createLog(settings.LOG_LEVEL, surroundings.instance);
    tellSurroundings(log, settings, surroundings, database);
    const app = await createApp(settings, surroundings, database.dataSource, log, AppModule.with(settings, surroundings, database.dataSource, log, clock));
    // What every page needs is there before the doors open; the database learns on its side while views are compiled on ours.
    if (settings.ROLE !== 'worker') await Promise.all([keepOpen(database.dataSource), app.get(PageRenderer).warm()]);
    await listen(app, settings, port);
    log.info({ event: 'service.listening', url: surroundings.publicUrl, role: settings.ROLE }, `Firstword is at ${surroundings.publicUrl}`);
    const keepers = keepHelpers(database, capture, settings, log);
    // The doors are open: a database that goes away just now is for the keepers, and no reason to end.
    await tellHowToBegin(app, log).catch((error: unknown) => log.debug({ event: 'people.not-asked', error }));
    let stopped: Promise<void> | undefined;
    return { app, settings, surroundings, log, stop: () => (stopped ??= stop(app, settings, database, keepers, log)) };
  } catch (error) {
    await undo(database, settings, capture);
    throw error;
  }
}

/** The servers of our own are processes of their own; one that dies while the service runs is started again where it was. */
function keepHelpers({ server }: OpenDatabase, capture: CaptureProcess | null, settings: Settings, log: Log): readonly StopKeeping[] {
  const helpers = [
    ...(server ? [{ name: 'postgres', isUp: () => server.isUp(), revive: () => server.revive() }] : []),
    ...(capture ? [{ name: 'capture', isUp: () => isCaptureAlive(captureFolder(settings)), revive: () => startCaptureFor(settings, { smtpPort: capture.smtpPort, httpPort: capture.httpPort }) }] : []),
  ];
  return helpers.map((helper) => keepAlive(helper, log));
}

async function listen(app: NestFastifyApplication, { HOST }: Settings, port: number): Promise<void> {
  await app.listen(port, HOST).catch(async (error: NodeJS.ErrnoException) => {
    await app.close().catch(() => undefined); // why it could not listen matters more
    throw listenError(error, HOST, port);
  });
}

function tellSurroundings(log: Log, settings: Settings, surroundings: Surroundings, database: OpenDatabase): void {
  log.info({ event: 'database.open', embedded: database.isEmbedded, migrated: database.migrated });
  const captured = [...(surroundings.mailIsCaptured ? ['Mail'] : []), ...(surroundings.smsIsCaptured ? ['SMS'] : [])];
  if (captured.length > 0) {
    const missing = [...(surroundings.mailIsCaptured ? ['SMTP_URL'] : []), ...(surroundings.smsIsCaptured ? ['TWILIO_ACCOUNT_SID'] : [])];
    log.warn({ event: 'sending.captured', captured, capture: surroundings.captureUrl }, `${captured.join(' and ')} captured, NOT sent: ${missing.join(' and ')} not set. Look at /outbox.`);
  }
  if (settings.BUSINESS_CLOCK) log.warn({ event: 'clock.fast', clock: settings.BUSINESS_CLOCK }, 'Business time does not run as real time: for demos only.');
  if (!settings.SECRET_KEY) log.warn({ event: 'secret.own' }, 'SECRET_KEY is not set: this installation made its own, in the file "secret" of FIRSTWORD_HOME. Back it up with the embedded database: without it nothing there can be read.');
}

/** Nobody is made silently: an account that nobody asked for is a door that nobody watches. */
async function tellHowToBegin(app: NestFastifyApplication, log: Log): Promise<void> {
  if (await app.get(People).anyone()) return;
  log.warn({ event: 'people.none' }, 'Nobody can sign in yet. Make the first person: npm run cli -- people add --email you@company.example --name "Your Name" --roles admin,commander');
}

async function stop(app: NestFastifyApplication, settings: Settings, database: OpenDatabase, keepers: readonly StopKeeping[], log: Log): Promise<void> {
  log.info({ event: 'service.stopping' });
  const unanswered = await closeDoors(app, ANSWERS_MS);
  await app.close();
  await Promise.all(keepers.map((stopKeeping) => stopKeeping()));
  const last = await release(database, settings);
  log.info({ event: 'service.stopped', unanswered, database: last && database.isEmbedded ? 'stopped' : 'left running' });
}

/** After a start that failed: a capture of our own goes even where others are on the database, for none of them was given it. */
async function undo(database: OpenDatabase, settings: Settings, capture: CaptureProcess | null): Promise<void> {
  const last = await release(database, settings).catch(() => false);
  if (!last && capture && !capture.adopted && !database.isEmbedded) await stopCaptureProcess(captureFolder(settings)).catch(() => false);
}

/** Closes the database, and stops what only served this process. @returns true where it was the last one. */
async function release(database: OpenDatabase, settings: Settings): Promise<boolean> {
  const last = await database.close();
  // A capture that does not stop keeps its folder, and the next start adopts it: no reason to fail.
  if (last && needsCapture(settings)) await stopCaptureProcess(captureFolder(settings)).catch(() => false);
  if (last) await database.stopServer();
  return last;
}
