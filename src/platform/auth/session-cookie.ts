import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type SignedIn, SESSION_HOURS } from './sessions.js';

export const SESSION_COOKIE = 'fw_session';

const options = (publicUrl: string) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:') }) as const;

/** Puts the session into the browser: no script can read it, and another site's form does not send it. */
export function setSessionCookie(reply: FastifyReply, { token }: SignedIn, publicUrl: string): void {
  reply.setCookie(SESSION_COOKIE, token, { ...options(publicUrl), maxAge: SESSION_HOURS.absolute * 3600 });
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  reply.clearCookie(SESSION_COOKIE, options(publicUrl));
}

export const sessionCookieOf = (request: FastifyRequest): string | null => request.cookies[SESSION_COOKIE] || null;
