import { Injectable } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance } from 'fastify';

const LOOK_EVERY_MS = 20;

/** Requests that are being answered. A stop waits for them; a stream of events has no end and is not waited for. */
@Injectable()
export class InFlight {
  private readonly open = new Set<object>();

  watch(instance: FastifyInstance): void {
    instance.addHook('onRequest', async (request) => {
      if (!(request.headers.accept ?? '').includes('text/event-stream')) this.begin(request.raw);
    });
    instance.addHook('onResponse', async (request) => {
      this.end(request.raw);
    });
    instance.addHook('onRequestAbort', async (request) => {
      this.end(request.raw);
    });
  }

  begin(request: object): void {
    this.open.add(request);
  }

  end(request: object): void {
    this.open.delete(request);
  }

  /** @returns how many were left when the patience (real milliseconds) was over. */
  async drained(patienceMs: number): Promise<number> {
    for (const deadline = Date.now() + patienceMs; this.open.size > 0 && Date.now() < deadline; ) await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
    return this.open.size;
  }
}

/**
 * Takes no new connection, and waits until those who are in have their answers. Closing the app itself would cut them off.
 * @returns how many still had none when the patience (real milliseconds) was over.
 */
export async function closeDoors(app: NestFastifyApplication, patienceMs: number): Promise<number> {
  const server = app.getHttpServer();
  server.close();
  server.closeIdleConnections();
  return app.get(InFlight).drained(patienceMs);
}
