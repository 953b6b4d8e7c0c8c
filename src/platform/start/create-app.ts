import { type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type DataSource } from 'typeorm';
import { AppModule } from '../../app.module.js';
import { type Settings } from '../config/config.js';
import { type Surroundings } from '../config/config.module.js';
import { APP_OPTIONS, fastifyAdapter, openDoors } from '../http/http-app.js';
import { type Log } from '../logging/log.js';
import { NestLog } from '../logging/nest-log.js';

/**
 * The service, ready to listen: the same for production, demo and tests.
 *
 * @param root  Another composition root, for tests of a part.
 * @throws Error where a module can't be put together; nothing is left open then but `dataSource`.
 */
export async function createApp(
  settings: Settings,
  surroundings: Surroundings,
  dataSource: DataSource,
  log: Log,
  root: DynamicModule = AppModule.with(settings, surroundings, dataSource, log),
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(root, fastifyAdapter(), { ...APP_OPTIONS, logger: new NestLog(log), abortOnError: false });
  await openDoors(app, settings, surroundings, log);
  return app;
}
