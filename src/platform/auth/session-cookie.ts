import { type FastifyReply, type FastifyRequest } from 'fastify';
import { DEVICE_COOKIE } from './sign-in/knock.js';
import { type SignedIn, SESSION_HOURS } from './sessions.js';

/** So long a browser is known again when somebody signs in there, whatever strangers tried meanwhile. */
const DEVICE_DAYS = 180;
export const SESSION_COOKIE = 'fw_session';

const options = (publicUrl: string) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:') }) as const;

/** Puts the session into the browser: no script can read it, and another site's form does not send it. */
export function setSessionCookie(reply: FastifyReply, { token, device }: SignedIn, publicUrl: string): void {
  reply.setCookie(DEVICE_COOKIE, device, { ...options(publicUrl), maxAge: DEVICE_DAYS * 86_400 });
  reply.setCookie(SESSION_COOKIE, token, { ...options(publicUrl), maxAge: SESSION_HOURS.absolute * 3600 });
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  reply.clearCookie(SESSION_COOKIE, options(publicUrl));
}

export const sessionCookieOf = (request: FastifyRequest): string | null => request.cookies[SESSION_COOKIE] || null;
