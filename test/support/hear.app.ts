import { Global, Module, type Provider, type Type } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { LightMyRequestResponse } from 'fastify';
import { ApprovedNotices, CheckCodes } from '../../src/approve/contract.js';
import { Audiences, Suppressions } from '../../src/audience/contract.js';
import { MessageComposer } from '../../src/compose/contract.js';
import { Brands, Incidents } from '../../src/declare/contract.js';
import { Copies, Misdirected, Receipts } from '../../src/deliver/contract.js';
import { AgentsOnDutyService } from '../../src/hear/agents-on-duty.service.js';
import { CallImports } from '../../src/hear/call-imports.service.js';
import { CountedFigures } from '../../src/platform/figures/counted-figures.js';
import { SizeRepository } from '../../src/platform/figures/size.repository.js';
import { CallReasons } from '../../src/hear/call-reasons.service.js';
import { FeedGaps } from '../../src/hear/contract.js';
import { FeedGapsService } from '../../src/hear/feed-gaps.service.js';
import { CallFeedController } from '../../src/hear/http/call-feed.controller.js';
import { AgentsOnDutyRepository } from '../../src/hear/store/agents-on-duty.repository.js';
import { CallGapRepository } from '../../src/hear/store/call-gap.repository.js';
import { CallReasonRepository } from '../../src/hear/store/call-reason.repository.js';
import { CompanyVoice } from '../../src/hear/company-voice.js';
import { CallImportsController } from '../../src/hear/http/call-imports.controller.js';
import { HeardController } from '../../src/hear/http/heard.controller.js';
import { TwilioMessagesController } from '../../src/hear/http/twilio-messages.controller.js';
import { TwilioVoiceController } from '../../src/hear/http/twilio-voice.controller.js';
import { InboundCallsService } from '../../src/hear/inbound-calls.service.js';
import { InboundSmsService } from '../../src/hear/inbound-sms.service.js';
import { PersonalPagesService } from '../../src/hear/personal-pages.service.js';
import { ReceiptsService } from '../../src/hear/receipts.service.js';
import { CallRecordRepository } from '../../src/hear/store/call-record.repository.js';
import { CallVolumeRepository } from '../../src/hear/store/call-volume.repository.js';
import { InboundCallRepository } from '../../src/hear/store/inbound-call.repository.js';
import { InboundSmsRepository } from '../../src/hear/store/inbound-sms.repository.js';
import { PersonalPageRepository } from '../../src/hear/store/personal-page.repository.js';
import { VoiceRepository } from '../../src/hear/store/voice.repository.js';
import { SpokenNotices } from '../../src/hear/spoken-notices.js';
import { ReceiptRepository } from '../../src/hear/store/receipt.repository.js';
import { TextedFeedback } from '../../src/hear/texted-feedback.service.js';
import type { Role } from '../../src/kernel/actor.js';
import { ApiKeys } from '../../src/platform/auth/api-keys.js';
import { People } from '../../src/platform/auth/people.js';
import { Clock, FixedClock } from '../../src/platform/clock/clock.js';
import { fastifyAdapter, openDoors } from '../../src/platform/http/http-app.js';
import { ImportsModule } from '../../src/platform/imports/imports.module.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { NORTHWIND } from './hear.builder.js';
import { ApprovedOfTest, BrandsOfTest, CodesOfTest, CopiesOfTest, IncidentsOfTest, LedgerOfTest, MisdirectedOfTest, READERS_OF_TEST, settingsOfTest, silentLog, SPOKEN_OF_TEST, SuppressionsOfTest, SURROUNDINGS_OF_TEST, TEXTS_OF_TEST, twilioSignature } from './hear-ports.js';
import { testDatabase, type TestDatabase } from './postgres.js';

/** The doors of `hear` on the real platform; the steps before it are stood in for by their ports. */
export interface HearApp {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  readonly clock: FixedClock;
  readonly ledger: LedgerOfTest;
  readonly suppressions: SuppressionsOfTest;
  readonly incidents: IncidentsOfTest;
  /** A form as Twilio posts it, signed unless `signature` says otherwise (null: not at all). */
  twilio(path: string, form: Readonly<Record<string, string>>, signature?: string | null): Promise<LightMyRequestResponse>;
  /** Headers of a program with these roles. */
  key(...roles: Role[]): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * @param more  Further controllers and providers.
 * @param environment  Settings beside those of every test.
 */
export async function hearApp(now: Date, more: { readonly controllers: Type[]; readonly providers: Provider[] } = { controllers: [], providers: [] }, environment: NodeJS.ProcessEnv = {}): Promise<HearApp> {
  const database = await testDatabase();
  const [clock, ledger, suppressions, incidents] = [new FixedClock(now), new LedgerOfTest(), new SuppressionsOfTest(), new IncidentsOfTest()];
  const ports = [
    { provide: Receipts, useValue: ledger },
    { provide: Suppressions, useValue: suppressions },
    { provide: Copies, useValue: new CopiesOfTest() },
    { provide: SpokenNotices, useValue: SPOKEN_OF_TEST },
    { provide: Misdirected, useValue: new MisdirectedOfTest() },
    { provide: ApprovedNotices, useValue: new ApprovedOfTest() },
    { provide: CheckCodes, useValue: new CodesOfTest() },
    { provide: Audiences, useValue: READERS_OF_TEST },
    { provide: MessageComposer, useValue: TEXTS_OF_TEST },
    { provide: Brands, useValue: new BrandsOfTest([NORTHWIND]) },
    { provide: Incidents, useValue: incidents },
  ];
  @Global()
  @Module({ providers: ports, exports: ports.map(({ provide }) => provide) })
  class StepsBefore {}
  @Module({
    imports: [StepsBefore, ImportsModule],
    controllers: [TwilioMessagesController, TwilioVoiceController, HeardController, CallImportsController, CallFeedController, ...more.controllers],
    providers: [
      ReceiptsService, ReceiptRepository, InboundSmsService, InboundSmsRepository, InboundCallsService, InboundCallRepository, VoiceRepository, CompanyVoice,
      PersonalPagesService, PersonalPageRepository, TextedFeedback,
      CallImports, CallRecordRepository, CallVolumeRepository, AgentsOnDutyService, AgentsOnDutyRepository, CallReasons, CallReasonRepository, CountedFigures, SizeRepository,
      FeedGapsService, { provide: FeedGaps, useExisting: FeedGapsService }, CallGapRepository, ...more.providers,
    ],
  })
  class HearOfTest {}

  const settings = settingsOfTest({ ROLE: 'web', LOG_LEVEL: 'fatal', ...environment });
  const root = PlatformModule.with(settings, SURROUNDINGS_OF_TEST, database.dataSource, silentLog);
  const module = await Test.createTestingModule({ imports: [root, HearOfTest] }).overrideProvider(Clock).useValue(clock).compile();
  const app = module.createNestApplication<NestFastifyApplication>(fastifyAdapter(), { bodyParser: false, logger: false });
  await openDoors(app, settings, SURROUNDINGS_OF_TEST, silentLog);
  return {
    app, database, clock, ledger, suppressions, incidents,
    twilio: (path, form, signature = twilioSignature(path, form)) =>
      app.inject({
        method: 'POST', url: path, payload: new URLSearchParams(form).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...(signature === null ? {} : { 'x-twilio-signature': signature }) },
      }),
    async key(...roles) {
      const person = await app.get(People).create({ kind: 'system', id: 'test' }, { email: `p${Math.floor(performance.now() * 1e6)}@firstword.test`, name: 'Pat', roles, password: 'a long enough password 42' });
      const { key } = await app.get(ApiKeys).create({ kind: 'person', id: person.id, name: person.name, roles }, { name: 'test', roles, expiresAt: null });
      return { authorization: `Bearer ${key}` };
    },
    async close() {
      await app.close();
      await database.drop();
    },
  };
}
