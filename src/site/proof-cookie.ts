import { type FastifyReply, type FastifyRequest } from 'fastify';
import { derivedKey, seal, unseal } from '../platform/http/seal.js';

const COOKIE = 'fw_page';
/** Long enough to read it, short enough for a borrowed computer. */
const MINUTES = 30;

/** That a reader has shown who he is, in his browser alone: sealed, for one page, for half an hour of real time. */
export class ProofCookie {
  private readonly key: Buffer;

  constructor(secret: string, private readonly secure: boolean, private readonly now: () => number) {
    this.key = derivedKey(secret, 'personal page proofs');
  }

  give(reply: FastifyReply, token: string): void {
    const value = seal(this.key, JSON.stringify([token, this.now() + MINUTES * 60_000])).replaceAll('+', '-').replaceAll('/', '_');
    reply.setCookie(COOKIE, value, { path: '/n/', httpOnly: true, sameSite: 'lax', secure: this.secure, maxAge: MINUTES * 60 });
  }

  holds(request: FastifyRequest, token: string): boolean {
    const value = request.cookies[COOKIE];
    if (!value) return false;
    try {
      const [its, until] = JSON.parse(unseal(this.key, value.replaceAll('-', '+').replaceAll('_', '/'))) as [string, number];
      return its === token && until > this.now();
    } catch {
      return false; // another installation's, or made up
    }
  }
}
