import { z } from 'zod';
import { parseClock } from '../clock/clock.js';
import './plain-words.js';
import { PRICE, priceFaults } from './price-list.js';
import { SECOND_FACTOR_RULES } from '../auth/sign-in/second-factor-policy.js';
import { bounceAddressFault, colleaguesFault, countryFault, dataKeysFault, issuerFault, lookupKeysFault, mailAddressFault, numberFault, originFault, priceFileFault, pricesFault, quietHoursFault, ratesFault, refusing, rolesFault, signingKeyFileFault, senderFault, verificationKeyFault, zoneFault } from './setting-faults.js';

const text = z.string().trim();
const blankIsAbsent = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value);
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(blankIsAbsent, schema.optional());
const withDefault = <Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>) =>
  z.preprocess((given) => blankIsAbsent(given) ?? value, schema);
const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const flag = z.stringbool();

/**
 * Every setting of the service, from the environment. `.env.example` and the table in the README are made from the
 * descriptions below (`npm run cli -- settings`), and a test compares them.
 */
export const settingsSchema = z.object({
  ROLE: withDefault(z.enum(['web', 'worker', 'all']), 'all').describe('Which doors this process opens: `web` pages and API, `worker` sending and timers, `all` both.'),
  HOST: withDefault(text, '127.0.0.1').describe('Address to listen on. `0.0.0.0` inside a container.'),
  PORT: withDefault(wholeNumber(0, 65535), 3000).describe('Port to listen on; 0 takes a free one and logs it.'),
  PUBLIC_URL: optional(refusing(z.url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' }), originFault)).describe('Address under which the outside world reaches the service, without a path. Webhook signatures are checked against it. Default: http://HOST:PORT.'),
  FIRSTWORD_HOME: withDefault(text.min(1), '.data').describe('Folder for the embedded database, the capture, generated secrets and the files of the public pages.'),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/, error: 'must be an address that begins with postgres://' })).describe('PostgreSQL 16 or newer. Unset: an embedded PostgreSQL in FIRSTWORD_HOME.'),
  DATABASE_POOL_SIZE: withDefault(wholeNumber(2, 200), 16).describe('Connections to PostgreSQL that one process may hold.'),
  SECRET_KEY: optional(text.min(32)).describe('At least 32 characters. Keys the hashes of addresses (with LOOKUP_KEYS) and signs sessions and links; must never change and be the same on every instance. Unset: one is made in FIRSTWORD_HOME beside the embedded database, for a trial; with a DATABASE_URL, or where NODE_ENV is production, nothing starts without it.'),
  DATA_KEYS: optional(refusing(text, dataKeysFault)).describe('Keys that seal names, addresses and numbers in the database, `id:key,…` with 32 bytes in base64 each (`npm run cli -- keys new`); the first one seals, all of them open. The same on every instance. Keep them apart from backups: without them the data are lost. Unset: a key made of SECRET_KEY, which opens in any case and is called `s`; where NODE_ENV is production nothing starts without them.'),
  LOOKUP_KEYS: optional(refusing(text, lookupKeysFault)).describe('Keys laid over SECRET_KEY since, by which addresses are found again, `id:key,…` like DATA_KEYS; the newest first, and none is ever taken out. A new one is put in front with every instance stopped, and `npm run cli -- keys rehash` before they start. Unset: SECRET_KEY alone.'),
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/, error: 'must be an address that begins with smtp:// or smtps://' })).describe('Mail relay, e.g. smtps://user:password@smtp.example.com. Unset: mail is captured, not sent.'),
  DKIM_DOMAIN: optional(text).describe('Domain that signs mail. Leave out where the relay signs.'),
  DKIM_SELECTOR: optional(text).describe('DKIM selector; the public key is at <selector>._domainkey.<domain>.'),
  DKIM_PRIVATE_KEY_FILE: optional(refusing(text, signingKeyFileFault)).describe('PEM file with the private key: RSA of 2048 bits or more, or Ed25519, which several large receivers do not check yet.'),
  STAFF_MAIL_FROM: optional(refusing(text, mailAddressFault)).describe('Sender of the mails that the service writes to the company\'s own people: alerts, tests. Unset: the address of the first brand.'),
  TEST_COLLEAGUES: optional(refusing(text, colleaguesFault)).describe('Besides the people who may sign in, who can get a test of a draft: `Press desk=press@northwind.example,Ana=+12065550123`. A test goes to nobody else.'),
  EMAIL_PROVIDER: withDefault(z.enum(['smtp', 'ses', 'sendgrid', 'postmark', 'mailgun']), 'smtp').describe('Who runs the relay: our messages\' ids go out in its own header, and come back with the events it sends to /webhooks. `smtp` is any other, of which only bounces by mail are heard.'),
  BOUNCE_ADDRESS: optional(refusing(text, bounceAddressFault)).describe('Where undeliverable mail goes back to, e.g. `bounces@mail.example.com`: each message gets a return path of its own, `bounces+<token>@…`, so the mailbox must take what stands behind a plus sign. Unset: it goes back to the sender.'),
  BOUNCE_IMAP_URL: optional(z.url({ protocol: /^imaps?$/, error: 'must be an address that begins with imaps://' })).describe('The mailbox of BOUNCE_ADDRESS, e.g. `imaps://bounces:password@imap.example.com/INBOX`: bounces and complaints in it reach the ledger, answers of people the agents. What was heard is moved to the folder Firstword-heard. Unset: none is read.'),
  SES_TOPIC_ARN: optional(text.regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/, 'must be arn:aws:sns:…')).describe('The SNS topic of Amazon SES\'s events, which posts them to PUBLIC_URL/webhooks/mail/ses; its subscription is confirmed by itself. Include the original headers, or publish events with their tags.'),
  SENDGRID_WEBHOOK_KEY: optional(refusing(text, verificationKeyFault)).describe('Verification key of SendGrid\'s signed event webhook, which posts to PUBLIC_URL/webhooks/mail/sendgrid.'),
  POSTMARK_WEBHOOK_PASSWORD: optional(text.min(16)).describe('Postmark signs nothing: give its webhook the address https://firstword:PASSWORD@HOST/webhooks/mail/postmark.'),
  MAILGUN_SIGNING_KEY: optional(text.min(16)).describe('HTTP webhook signing key of Mailgun, which posts to PUBLIC_URL/webhooks/mail/mailgun.'),
  EMAIL_CONNECTIONS: withDefault(wholeNumber(1, 100), 20).describe('SMTP connections of one process.'),
  EMAIL_PER_SECOND: withDefault(wholeNumber(1, 100_000), 1_000).describe('Most e-mails handed over in a second, all instances together.'),
  EMAIL_DOMAIN_PER_SECOND: optional(wholeNumber(1, 100_000)).describe('Most e-mails handed over in a second to one mailbox domain, all instances and relays together. Unset: the domains of EMAIL_DOMAIN_LIMITS have limits, and others from when they ask us to slow down until they bear as much again.'),
  EMAIL_DOMAIN_LIMITS: optional(refusing(text, ratesFault)).describe('Mailbox domains with limits of their own, a second: `gmail.com=200,outlook.com=50`.'),
  SMTP_URL_2: optional(z.url({ protocol: /^smtps?$/, error: 'must be an address that begins with smtp:// or smtps://' })).describe('Second mail relay. It takes over step by step where the first can\'t be reached, does not answer or fails too often, and gives back the same way. Signed with the same DKIM key.'),
  EMAIL_PROVIDER_2: withDefault(z.enum(['smtp', 'ses', 'sendgrid', 'postmark', 'mailgun']), 'smtp').describe('Who runs the second relay.'),
  EMAIL_CONNECTIONS_2: withDefault(wholeNumber(1, 100), 20).describe('SMTP connections of one process to the second relay.'),
  EMAIL_PER_SECOND_2: withDefault(wholeNumber(1, 100_000), 1_000).describe('Most e-mails handed over to the second relay in a second, all instances together.'),
  TWILIO_ACCOUNT_SID: optional(text.regex(/^AC[0-9a-f]{32}$/, 'must be AC and 32 hexadecimal digits')).describe('Twilio account. Unset: texts are captured, not sent.'),
  TWILIO_AUTH_TOKEN: optional(text.min(16)).describe('Auth token of that account: calls the API and checks webhook signatures.'),
  TWILIO_FROM: optional(refusing(text, senderFault)).describe('Sending number in E.164, or a Messaging Service (MG…).'),
  TWILIO_API_URL: optional(z.url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })).describe('Where Twilio\'s API is reached. Unset: api.twilio.com.'),
  SMS_CONCURRENCY: withDefault(wholeNumber(1, 100), 20).describe('Requests to Twilio under way at once in one process.'),
  SMS_PER_SECOND: withDefault(wholeNumber(1, 100_000), 100).describe('Most SMS segments handed over in a second, all instances together.'),
  SMS_SENDER_LIMITS: optional(refusing(text, ratesFault)).describe('Segments a second of single senders: `+12065550100=3,MG…=80`. For others the carriers\' usual rates: 1 for a North American number, 3 toll-free, 10 elsewhere, 100 for a short code; for a Messaging Service the account\'s; none while texts are captured.'),
  SMS_SEGMENT_PRICE: optional(text.regex(PRICE, 'must be an amount and a currency, such as 0.0083 USD')).describe('What a segment of a text costs to a number of any country that SMS_COUNTRY_PRICES does not name, e.g. `0.0083 USD`. Unset: of those countries it is said that no price is set.'),
  SMS_COUNTRY_PRICES: optional(refusing(text, pricesFault)).describe('What a segment costs by the country of the number, all in one currency: `US=0.0083 USD,DE=0.0775 USD`. Wizard, previews, pre-flights and approval page then say what texts cost, country by country. Nothing is known of prices by itself: take them from your provider\'s contract. Unset: SMS_SEGMENT_PRICE for all; without that too, segments are counted alone.'),
  SMS_COUNTRY_PRICES_FILE: optional(refusing(text, priceFileFault)).describe('A file with that list in place of SMS_COUNTRY_PRICES, a country on each line; what follows a # is a remark. Read at start.'),
  TWILIO_ACCOUNT_SID_2: optional(text.regex(/^AC[0-9a-f]{32}$/, 'must be AC and 32 hexadecimal digits')).describe('Second Twilio account, subaccount or region. It takes over step by step where the first fails or its receipts are late, and gives back the same way.'),
  TWILIO_AUTH_TOKEN_2: optional(text.min(16)).describe('Auth token of the second account. Webhooks of either account are let in.'),
  TWILIO_FROM_2: optional(refusing(text, senderFault)).describe('Sender of the second account, in the place of every sender of the first, which it can\'t use.'),
  TWILIO_API_URL_2: optional(z.url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })).describe('Where the API of the second account is reached. Unset: api.twilio.com.'),
  SMS_CONCURRENCY_2: withDefault(wholeNumber(1, 100), 20).describe('Requests to the second account under way at once in one process.'),
  SMS_PER_SECOND_2: withDefault(wholeNumber(1, 100_000), 100).describe('Most SMS segments handed over to the second account in a second, all instances together.'),
  SMS_RECEIPT_MINUTES: withDefault(wholeNumber(1, 120), 5).describe('A text without a receipt after so many minutes is late; where 15 % of those of five minutes are, the second account takes over step by step.'),
  LEASE_SECONDS: withDefault(wholeNumber(5, 600), 30).describe('How long a worker may hold messages it has claimed; after that others take them up.'),
  UNKNOWN_SMS_ABSENT_AFTER_SECONDS: withDefault(wholeNumber(1, 86_400), 600).describe('How long after an SMS attempt without an answer the provider\'s list is taken as proof that it never got it.'),
  STORM_NOTICES_PER_PERSON: withDefault(wholeNumber(1, 1_000), 3).describe('Notices of one incident that a person may get in 24 hours; the next waits. Corrections are exempt.'),
  STORM_NOTICES_PER_HOUR: withDefault(wholeNumber(1, 1_000), 4).describe('Notices of one incident that may start in an hour; the next waits for a commander. Corrections are exempt.'),
  STORM_MESSAGES_PER_INCIDENT: withDefault(wholeNumber(1, 2_000_000_000), 5_000_000).describe('Messages that one incident may send in all; a notice that would pass it waits for a commander.'),
  STORM_MESSAGES_PER_HOUR: withDefault(wholeNumber(1, 2_000_000_000), 5_000_000).describe('Messages that the company may send in an hour; beyond it everything waits for a commander.'),
  CANARY_WAIT_SECONDS: withDefault(wholeNumber(1, 3_600), 120).describe('How long the others wait after the first people of a large notice were written to, where the provider does not say sooner what became of it; two and a half times as long at most.'),
  RECEIPT_OVERDUE_AFTER_MINUTES: withDefault(wholeNumber(1, 1_440), 10).describe('Minutes after which the provider is asked about an SMS whose receipt has not come; half of the ladder\'s time where that is less.'),
  SECOND_FACTOR: withDefault(z.enum(SECOND_FACTOR_RULES), 'auto').describe('Who must have a passkey or an authenticator app: `everyone`, `all-but-agents`, `nobody`; `auto` is `all-but-agents` as soon as mail or texts really leave, and nobody while all is captured. The company\'s own provider asks for what it wants to.'),
  LOCAL_SIGN_IN: withDefault(z.enum(['on', 'off']), 'on').describe('`off`: only the company\'s provider lets people in; passwords and passkeys open nothing. Needs OIDC_ISSUER.'),
  OIDC_ISSUER: optional(refusing(z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' }), issuerFault)).describe('The company\'s OpenID Connect provider, e.g. https://login.example.com. Its address to come back to is PUBLIC_URL/sign-in/company/callback. People are known by its id for them, the first time by an e-mail address that it has verified.'),
  OIDC_CLIENT_ID: optional(text).describe('The id that the provider has given to Firstword.'),
  OIDC_CLIENT_SECRET: optional(text).describe('The secret that goes with it. Unset: a public client, which PKCE alone protects.'),
  OIDC_NAME: withDefault(text.max(60), 'your company account').describe('What the sign-in page calls it, after "Sign in with".'),
  OIDC_NEW_PEOPLE_ROLES: optional(refusing(text, rolesFault)).describe('Roles of people whom the provider knows and nobody has added here, e.g. `agent`. Unset: nobody is added by signing in.'),
  PERSONAL_PAGE_DAYS: withDefault(wholeNumber(1, 3_650), 90).describe('Days after its approval for which the personal pages of a notice stay open.'),
  AFFECTED_PAGE: withDefault(flag, 'true').describe('Whether people can ask at /affected if an incident concerns them. `false` shuts that page for every incident, and nothing links to it; each incident has a switch of its own besides.'),
  AFFECTED_CLOSED_DAYS: withDefault(wholeNumber(0, 3_650), 90).describe('Days after an incident was closed for which /affected still answers for it; 0: only while it is open.'),
  KEEP_INCIDENT_DAYS: withDefault(wholeNumber(0, 36_500), 1_095).describe('Days after an incident was closed for which the names and addresses of its audiences and messages are kept; 0 keeps them for good.'),
  KEEP_CALL_DAYS: withDefault(wholeNumber(0, 36_500), 730).describe('Days for which the hashed number and the agent\'s note of a call are kept; 0 keeps them for good.'),
  KEEP_REPLY_DAYS: withDefault(wholeNumber(0, 36_500), 730).describe('Days for which texts, e-mails and answers in words that came in are kept; 0 keeps them for good.'),
  DRAFT_HOURS: withDefault(wholeNumber(1, 8_760), 72).describe('Hours for which a page keeps for somebody what he typed and did not send off, such as half a declaration.'),
  KEEP_IMPORT_ROWS_DAYS: withDefault(wholeNumber(0, 36_500), 90).describe('Days for which rows of imports that could not be read are kept; 0 keeps them for good.'),
  KEEP_EXERCISE_TEST_DAYS: withDefault(wholeNumber(0, 36_500), 30).describe('Days for which tests of exercises, which go to nobody, can be read in the console; 0 keeps them for good.'),
  ASK_RECOMMEND: withDefault(flag, 'false').describe('The personal page asks a second question: how likely its reader would recommend the company, 0 to 10.'),
  CONTACT_CENTRE_NUMBER: optional(refusing(text, numberFault)).describe('Number in E.164 that callers are put through to. Unset: the telephone number of the brand.'),
  CHROMIUM_PATH: optional(text).describe('The Chromium or Chrome by which reports are printed as PDF. Unset: one in the usual places, else the optional package @sparticuz/chromium (Linux x64).'),
  DEFAULT_COUNTRY: withDefault(refusing(text, countryFault), 'US').describe('ISO country for phone numbers without a country code.'),
  COMPANY_TIME_ZONE: withDefault(refusing(text, zoneFault), 'UTC').describe('IANA zone in which the contact centre works.'),
  QUIET_HOURS: withDefault(refusing(text, quietHoursFault), '21:00-08:00').describe('Hours on the reader\'s clock in which no text is sent, unless a notice passes them over for a reason; `off` keeps none.'),
  AGENT_BRIEFING: withDefault(z.enum(['asked', 'off']), 'asked').describe('`asked`: a notice is approved only once the lead of the contact centre has confirmed that the agents have its briefing, or somebody has passed over that and said why. `off`: nobody is asked.'),
  BUSINESS_CLOCK: withDefault(
    text.superRefine((value, context) => {
      try {
        parseClock(value);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
      }
    }),
    '',
  ).describe('Only for demos: `<business time>@<real time>x<speed>`. Every page says so.'),
  EXERCISE_SEED: withDefault(text, 'firstword').describe('What the made-up providers of exercises draw from: the same seed makes the same of the same message.'),
  EXERCISE_CALL_MS: withDefault(wholeNumber(0, 10_000), 40).describe('How long a made-up provider takes for a message.'),
  EXERCISE_REFUSED: withDefault(wholeNumber(0, 1_000), 5).describe('Of a thousand messages of an exercise, how many are refused at once.'),
  EXERCISE_UNANSWERED: withDefault(wholeNumber(0, 1_000), 2).describe('Of a thousand messages of an exercise, of how many nobody knows whether they were taken.'),
  EXERCISE_BOUNCED: withDefault(wholeNumber(0, 1_000), 8).describe('Of a thousand messages of an exercise, how many come back later.'),
  EXERCISE_WITHOUT_RECEIPT: withDefault(wholeNumber(0, 1_000), 10).describe('Of a thousand messages of an exercise, of how many nothing is heard any more.'),
  EXERCISE_RECEIPT_SECONDS: withDefault(wholeNumber(0, 3_600), 15).describe('Seconds after which half of the receipts of an exercise have come; the last come after three times that.'),
  SIMULATION: withDefault(flag, 'false').describe('Set by the demo: marks every page, message and figure as simulated.'),
  WEBHOOK_INNER_HOSTS: optional(text).describe('Servers inside the company\'s own network that may hear of events, and without TLS: `hooks.corp.example,10.0.0.5:8080`. Unset: only https addresses in the open internet.'),
  METRICS_TOKEN: optional(text.min(16)).describe('Prometheus reads /metrics with this as its bearer token. Unset: only from this machine.'),
  LOG_LEVEL: withDefault(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']), 'info').describe('Least serious event that is logged.'),
});

export type Settings = z.output<typeof settingsSchema>;

/** Thrown at start: the message names each wrong setting, what is wrong with it, and what it is for. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** @throws SettingsError with one line for each setting that is wrong; a value is never repeated, since it may be a secret. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const parsed = settingsSchema.safeParse(environment);
  const single = (parsed.error?.issues ?? []).map((issue): Fault => [String(issue.path[0]), issue.message]);
  const faults = [...single, ...groupFaults(environment)].sort(([one], [other]) => NAMES.indexOf(one) - NAMES.indexOf(other));
  if (!parsed.success || faults.length > 0) throw new SettingsError(faults.map(([name, fault]) => `${name} is wrong: ${fault}. It is: ${describe(name)}`).join('\n'));
  return parsed.data;
}

type Fault = readonly [name: string, words: string];
const NAMES: readonly string[] = Object.keys(settingsSchema.shape);

/** Secrets that are made up where they are not set, which suits a trial and no real service: one that nobody kept is lost with the machine. With how to make each. */
const NEVER_MADE_UP: Readonly<Record<string, string>> = {
  SECRET_KEY: 'make one with `openssl rand -base64 48`',
  DATA_KEYS: 'make a key with `npm run cli -- keys new` (in the image: `node dist/src/cli.js keys new`), or give `s` where the key made of SECRET_KEY shall seal',
};

/** A database outlives the machine whose folder would keep a secret that was made there; without it nothing in the database can be opened any more. */
const LOST_APART =
  'must be set where DATABASE_URL is, since one that is made on this machine would be lost with it, and all names and addresses in that database with it: make one with `openssl rand -base64 48` ' +
  '(and a key of DATA_KEYS with `npm run cli -- keys new`), and keep both apart from the database; where the database was filled with one that was made, it stands in the file "secret" of FIRSTWORD_HOME';

/** Settings that only make sense as a group. From what was given, not what was read: these faults are told along with the others. */
function groupFaults(environment: NodeJS.ProcessEnv): Fault[] {
  const groups = [
    ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'],
    ['TWILIO_ACCOUNT_SID_2', 'TWILIO_AUTH_TOKEN_2', 'TWILIO_FROM_2'],
    ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY_FILE'],
    ['OIDC_ISSUER', 'OIDC_CLIENT_ID'],
  ] as const;
  const isSet = (name: string): boolean => blankIsAbsent(environment[name]) !== undefined;
  const parted = groups.flatMap((group) => {
    const missing = group.filter((name) => !isSet(name));
    return missing.length === group.length ? [] : missing.map((name): Fault => [name, `is missing, but ${group.filter((n) => n !== name).join(' or ')} is set`]);
  });
  const unkept = environment['NODE_ENV'] === 'production' ? Object.entries(NEVER_MADE_UP).filter(([name]) => !isSet(name)).map(([name, how]): Fault => [name, `must be set where NODE_ENV is production: ${how}`]) : [];
  const apart = unkept.length === 0 && isSet('DATABASE_URL') && !isSet('SECRET_KEY') ? [['SECRET_KEY', LOST_APART] satisfies Fault] : [];
  const seconds = [['SMTP_URL_2', 'SMTP_URL'], ['TWILIO_ACCOUNT_SID_2', 'TWILIO_ACCOUNT_SID']] as const;
  const nobody = environment['LOCAL_SIGN_IN']?.trim() === 'off' && !isSet('OIDC_ISSUER') ? [['LOCAL_SIGN_IN', 'is off, but OIDC_ISSUER is not set: nobody could sign in'] satisfies Fault] : [];
  return [...parted, ...unkept, ...apart, ...nobody, ...priceFaults(environment), ...seconds.filter(([second, first]) => isSet(second) && !isSet(first)).map(([second, first]): Fault => [second, `is set, but ${first} is not: there is no second without a first`])];
}

const describe = (name: string): string => settingsSchema.shape[name as keyof typeof settingsSchema.shape]?.description ?? 'not a setting';
