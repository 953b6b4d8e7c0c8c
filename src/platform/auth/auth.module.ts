import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.js';
import { ExpireSessionsJob } from './expire-sessions.job.js';
import { PeopleController } from './people.controller.js';
import { People } from './people.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';

@Global()
@Module({
  controllers: [SessionController, PeopleController, ApiKeysController],
  providers: [People, Sessions, ApiKeys, ExpireSessionsJob, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [People, Sessions, ApiKeys],
})
export class AuthModule {}
