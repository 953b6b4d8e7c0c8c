import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable, NotFoundException, Optional } from '@nestjs/common';
import { LOG, type Log } from '../logging/log.js';
import { type AppReply, type AppRequest, pathOf, wantsPage } from './app-request.js';
import { ErrorPage, PlainErrorPage, ReaderErrorPage } from './error-page.js';
import { HttpProblem } from './http-problem.js';
import { ReplayedReply } from './idempotency.js';
import { type Problem, problemOf } from './problem.js';
import { RouteTable } from './route-table.js';

/** The one place where an error becomes an answer. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly plain = new PlainErrorPage();

  constructor(
    @Inject(LOG) private readonly log: Log,
    private readonly routes: RouteTable,
    @Optional() private readonly page?: ErrorPage,
    @Optional() private readonly readerPage?: ReaderErrorPage,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<AppRequest>();
    const reply = host.switchToHttp().getResponse<AppReply>();
    if (thrown instanceof ReplayedReply) return thrown.answer(reply);
    const error = this.sharpened(thrown, request);
    const problem = problemOf(error, request.id);
    if (problem.status >= 500) this.logFault(error, problem, request);
    if (reply.sent) {
      reply.raw.destroy(); // half an answer is out: better cut off than taken for a whole one
      return;
    }
    if (error instanceof HttpProblem) reply.headers(error.headers);
    if (problem.status === 503) reply.header('retry-after', '5');
    this.answer(problem, request, reply);
  }

  private answer(problem: Problem, request: AppRequest, reply: AppReply): void {
    reply.header('cache-control', 'no-store');
    if (!wantsPage(request)) {
      reply.status(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
    } else if (problem.code === 'not-signed-in' && (request.method === 'GET' || request.method === 'HEAD')) {
      reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
    } else if (problem.code === 'second-factor-missing') {
      reply.redirect('/my-sign-in', 303); // there it is set up; nothing else is open until then
    } else {
      reply.status(problem.status).type('text/html; charset=utf-8').send(this.rendered(problem, request));
    }
  }

  private rendered(problem: Problem, request: AppRequest): string {
    try {
      if (this.readerPage?.isFor(request)) return this.readerPage.render(problem, request);
      return (this.page ?? this.plain).render(problem);
    } catch (error) {
      this.log.error({ event: 'http.error-page-failed', error });
      return this.plain.render(problem);
    }
  }

  /** A path that exists, asked with the wrong method, is 405 with the methods that it takes. */
  private sharpened(error: unknown, request: AppRequest): unknown {
    if (!(error instanceof NotFoundException) || !request.is404) return error;
    const methods = this.routes.methodsOf(pathOf(request));
    if (methods.length === 0 || methods.includes(request.method)) return new HttpProblem(404, 'not-found', 'There is nothing at this address.');
    const allow = methods.join(', ');
    return new HttpProblem(405, 'method-not-allowed', `This address takes ${allow}, not ${request.method}.`, { allow });
  }

  private logFault(error: unknown, problem: Problem, request: AppRequest): void {
    const line = { event: 'http.failed', request: request.id, method: request.method, route: request.routeOptions.url, code: problem.code, error };
    if (problem.status === 503) this.log.warn(line);
    else this.log.error(line);
  }
}
