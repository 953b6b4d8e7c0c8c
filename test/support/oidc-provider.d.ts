/** The part of the package, which brings no types, that the company's provider of the tests is made of. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface KoaContextWithOIDC {
    readonly oidc: {
      readonly provider: Provider;
      readonly client?: { readonly clientId: string };
      readonly session?: { readonly accountId?: string };
    };
  }

  interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  interface Configuration {
    readonly clients: readonly object[];
    readonly cookies: { readonly keys: readonly string[] };
    readonly claims: Readonly<Record<string, readonly string[]>>;
    readonly features: { readonly devInteractions: { readonly enabled: boolean } };
    readonly interactions: { url(context: KoaContextWithOIDC, interaction: { readonly uid: string }): string };
    findAccount(context: KoaContextWithOIDC, sub: string): { readonly accountId: string; claims(): object };
    loadExistingGrant(context: KoaContextWithOIDC): Promise<Grant>;
  }

  class Provider {
    constructor(issuer: string, configuration: Configuration);
    readonly Grant: new (of: { readonly clientId: string; readonly accountId: string }) => Grant;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  }
}
