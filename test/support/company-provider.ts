import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type KoaContextWithOIDC, Provider } from 'oidc-provider';

/** What the provider says of somebody. */
export interface Account {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

/** A company's OpenID Connect provider on loopback: whoever `signedIn` names is who sits before the browser. */
export class CompanyProvider {
  readonly accounts = new Map<string, Account>();
  signedIn = '';

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  static async start(callback: string): Promise<CompanyProvider> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const company = new CompanyProvider(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const provider = company.provider(callback);
    const answer = provider.callback();
    server.on('request', (request, response) => {
      if (!request.url!.startsWith('/interaction/')) return void answer(request, response);
      void provider.interactionFinished(request, response, { login: { accountId: company.signedIn } });
    });
    return company;
  }

  /** A browser at the provider: follows it until it sends back to `until`. @returns that address. */
  async visit(address: string, until: string): Promise<string> {
    const cookies = new Map<string, string>();
    for (let at = address, hops = 0; hops < 10; hops++) {
      if (at.startsWith(until)) return at;
      const answer = await fetch(at, { redirect: 'manual', headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') } });
      for (const cookie of answer.headers.getSetCookie()) cookies.set(cookie.split('=', 1)[0]!, cookie.slice(cookie.indexOf('=') + 1).split(';', 1)[0]!);
      const location = answer.headers.get('location');
      if (!location) throw new Error(`The provider answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
      at = new URL(location, at).href;
    }
    throw new Error('The provider sends in circles.');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private provider(callback: string): Provider {
    return new Provider(this.issuer, {
      clients: [{ client_id: 'firstword', client_secret: 'a secret of tests', redirect_uris: [callback], token_endpoint_auth_method: 'client_secret_post' }],
      cookies: { keys: ['a key of tests'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...this.accounts.get(sub) }) }),
      // Nobody is asked whether the company may know him.
      loadExistingGrant: async (context: KoaContextWithOIDC) => {
        const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client!.clientId, accountId: context.oidc.session!.accountId! });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
  }
}
