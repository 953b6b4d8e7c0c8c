import helmet from '@fastify/helmet';
import { fastify, type FastifyInstance } from 'fastify';

/**
 * Everything a page needs comes from this service, as files: no inline script, style or event handler runs anywhere. A route that
 * shows foreign HTML (the preview of a message) sets a narrower policy of its own on its answer.
 *
 * @returns what each answer says, by name.
 */
export async function registerSecurityHeaders(instance: FastifyInstance, publicUrl: string): Promise<Readonly<Record<string, string>>> {
  const headers = await headersOf(publicUrl.startsWith('https:'));
  instance.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
  });
  return headers;
}

/** The library puts its policy together for each answer, a tenth of the work of a webhook; it says the same each time, so it is asked once. */
async function headersOf(https: boolean): Promise<Readonly<Record<string, string>>> {
  const [bare, guarded] = [fastify(), fastify()];
  await guarded.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        manifestSrc: ["'self'"],
        frameAncestors: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // On plain http the header would be ignored at best, and at worst lock a developer's localhost to https for a year.
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'sameorigin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
  const [without, all] = await Promise.all([bare, guarded].map(async (app) => (await app.inject('/')).headers));
  await Promise.all([bare.close(), guarded.close()]);
  return Object.fromEntries(Object.entries(all!).filter(([name]) => !(name in without!)).map(([name, value]) => [name, String(value)]));
}
