import { type ClientCommand } from '../client-command.js';
import { forgetSession, saveSession, savedSession } from '../credentials.js';
import { type Desk } from '../desk.js';
import { Refused } from '../refusal.js';

interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly code?: string;
}

export const signIn: ClientCommand = {
  name: 'sign-in',
  usage: '[--email …] [--password-stdin]',
  summary: 'Sign in as a person, with password and code.',
  details: 'What it keeps, it keeps in ~/.config/firstword/session.json (or FIRSTWORD_SESSION_FILE), which its owner alone can read, until `firstword sign-out` or until the\nsession ends. --password-stdin reads the password, and on the next line the code, from standard input. Whoever signs in with a passkey or at the company\'s\nprovider does so in the browser, and gives programs an API key.',
  options: { email: { type: 'string' }, 'password-stdin': { type: 'boolean' } },
  anonymous: true,
  async run(given, desk) {
    given.nothing();
    if (!given.is('password-stdin') && !desk.asker.isPerson) return refuse(desk);
    const email = given.text('email') ?? (await desk.asker.ask('E-mail:'));
    const password = await desk.asker.ask('Password:', { secret: true });
    const { data, response } = await begin(desk, { email, password });
    const cookie = response.headers.getSetCookie().map((one) => one.split(';')[0]!).join('; ');
    await saveSession(desk.terminal.environment, { url: desk.url, name: data.person.name, cookie, csrfToken: data.csrfToken });
    desk.tell({ person: data.person, expiresAt: data.expiresAt }, () => [`${data.person.name} is signed in at ${desk.url}, as ${data.person.roles.join(', ')}.`]);
  },
};

function refuse(desk: Desk): number {
  desk.say('There is no terminal to ask for a password: pipe it in and add --password-stdin.');
  return 2;
}

/** Asks for the code where the service does. */
async function begin(desk: Desk, credentials: Credentials) {
  try {
    return await send(desk, credentials);
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== 'code-needed') throw error;
    return send(desk, { ...credentials, code: (await desk.asker.ask('Code of the authenticator app:')).trim() });
  }
}

async function send(desk: Desk, body: Credentials) {
  let headersOf: Response | undefined;
  const data = await desk.answer(async (api) => {
    const answer = await api.POST('/api/v1/session', { body });
    headersOf = answer.response;
    return answer;
  });
  return { data, response: headersOf! };
}

export const signOut: ClientCommand = {
  name: 'sign-out',
  usage: '',
  summary: 'End the session of the last sign-in.',
  byPerson: true,
  async run(given, desk) {
    given.nothing();
    const { environment } = desk.terminal;
    if ((await savedSession(environment)) === null) return void desk.tell({ signedOut: false }, () => ['Nobody was signed in.']);
    try {
      await desk.answer((api) => api.DELETE('/api/v1/session'));
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // it had ended before
    }
    await forgetSession(environment);
    desk.tell({ signedOut: true }, () => ['Signed out.']);
  },
};

export const whoAmI: ClientCommand = {
  name: 'whoami',
  usage: '',
  summary: 'Who the service takes you for.',
  async run(given, desk) {
    given.nothing();
    const me = await desk.answer((api) => api.GET('/api/v1/me'));
    desk.tell(me, () => [`${me.actor.name}, ${me.actor.kind === 'key' ? 'a key' : 'a person'} with the roles ${me.actor.roles.join(', ')}, at ${desk.url}.`]);
  },
};
