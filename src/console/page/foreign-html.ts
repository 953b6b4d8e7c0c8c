import { type FastifyReply } from 'fastify';

/**
 * Nothing runs in it, nothing is loaded, nothing is sent: an e-mail's own style and pictures inside the file, and no more. Only our
 * own pages may frame it. `sandbox` holds where somebody opens the address by itself.
 */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox";

/** The HTML of an e-mail, as a document of its own for a sandboxed frame. */
export function sendForeignHtml(reply: FastifyReply, html: string): void {
  void reply
    .header('content-security-policy', POLICY)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(html);
}
