import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.js';
import { ExpireSessionsJob } from './expire-sessions.job.js';
import { PeopleController } from './people.controller.js';
import { People } from './people.js';
import { SessionController } from './session.controller.js';
import { ResourceBrands } from './resource-brands.js';
import { AccessRequestsController } from './rights/access-requests.controller.js';
import { AccessRequests } from './rights/access-requests.js';
import { RightsDesk } from './rights/rights-desk.js';
import { Sessions } from './sessions.js';
import { CompanySignIn } from './sign-in/company-sign-in.js';
import { OwnSignInController } from './sign-in/own-sign-in.controller.js';
import { OwnSignIn } from './sign-in/own-sign-in.js';
import { Passkeys } from './sign-in/passkeys.js';
import { SecondFactors } from './sign-in/second-factors.js';
import { SightWatch } from './sight-watch.js';
import { SignIn } from './sign-in/sign-in.js';
import { SignInWatch } from './sign-in/sign-in-watch.js';
import { SignInSteps } from './sign-in/steps.js';
import { Tries } from './sign-in/tries.js';

@Global()
@Module({
  controllers: [SessionController, OwnSignInController, PeopleController, ApiKeysController, AccessRequestsController],
  providers: [ResourceBrands, People, Sessions, Tries, SignInSteps, SecondFactors, Passkeys, SignIn, CompanySignIn, OwnSignIn, SignInWatch, ApiKeys, AccessRequests, RightsDesk, SightWatch, ExpireSessionsJob, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [People, Sessions, SignIn, CompanySignIn, OwnSignIn, Passkeys, ApiKeys, AccessRequests, RightsDesk, SightWatch],
})
export class AuthModule {}
