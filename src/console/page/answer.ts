import { type FastifyReply } from 'fastify';

/** A page holds what concerns one person or company: no cache keeps it. */
export function sendPage(reply: FastifyReply, html: string, status = 200): void {
  void reply.status(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html);
}

/** After a form was taken: the browser goes on with GET, so that loading the page again repeats nothing. */
export function seeOther(reply: FastifyReply, address: string): void {
  void reply.header('cache-control', 'no-store').redirect(address, 303);
}
