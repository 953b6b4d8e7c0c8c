import { type INestApplicationContext } from '@nestjs/common';
import pino from 'pino';
import { readSettings, type Settings } from '../../config/config.js';
import { createLog } from '../../logging/log.js';
import { createApp } from '../create-app.js';
import { findSurroundings, portOf, publicUrlOf } from '../find-surroundings.js';
import { openDatabase, type OpenDatabase } from '../open-database.js';
import { readEnvironment } from '../read-environment.js';

const STDERR = 2;
const openAsService = (settings: Settings): Promise<OpenDatabase> => openDatabase(settings, 'firstword-cli');

/** The settings as the service would read them. @throws SettingsError */
export const settingsOf = async (environment: NodeJS.ProcessEnv): Promise<Settings> => readSettings(await readEnvironment(environment));

/**
 * Opens the database (starting the embedded server where none runs), and leaves everything as it was found.
 *
 * @param open  Otherwise than the service does.
 */
export async function withDatabase<Value>(environment: NodeJS.ProcessEnv, work: (database: OpenDatabase, settings: Settings) => Promise<Value>, open = openAsService): Promise<Value> {
  const settings = await settingsOf(environment);
  const database = await open(settings);
  try {
    return await work(database, settings);
  } finally {
    if (await database.close()) await database.stopServer();
  }
}

/**
 * The service without a socket and timers, for a command: `service.get(People)`. Its log goes to standard error, errors only;
 * nothing is sent from here, so no capture is started.
 */
export function withService<Value>(environment: NodeJS.ProcessEnv, work: (service: INestApplicationContext) => Promise<Value>): Promise<Value> {
  return withDatabase(environment, async (database, configured) => {
    const settings: Settings = { ...configured, ROLE: 'web' };
    const surroundings = await findSurroundings(settings, database, publicUrlOf(settings, await portOf(settings)), null);
    const log = createLog('error', surroundings.instance, pino.destination(STDERR));
    const service = await createApp(settings, surroundings, database.dataSource, log);
    try {
      return await work(service);
    } finally {
      await service.close();
    }
  });
}
