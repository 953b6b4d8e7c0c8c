import { type AppRequest } from './app-request.js';
import { type Problem } from './problem.js';

/** What a browser shows of a problem. The console gives its own by a provider of this token that is global. */
export abstract class ErrorPage {
  abstract render(problem: Problem): string;
}

/** The same for the company's customers, who know nothing of a console. The front door for them gives it by a provider of this token that is global. */
export abstract class ReaderErrorPage {
  /** Whether whoever asks this is taken for a customer. */
  abstract isFor(request: AppRequest): boolean;
  abstract render(problem: Problem, request: AppRequest): string;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Works when nothing else does: no template, no style, no database. */
export class PlainErrorPage extends ErrorPage {
  render({ status, title, detail, instance, errors }: Problem): string {
    const faults = (errors ?? []).map(({ path, message }) => `<li>${escaped(path)} ${escaped(message)}</li>`).join('');
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body><main><h1>${escaped(title)}</h1>
<p>${escaped(detail)}</p>${faults ? `<ul>${faults}</ul>` : ''}<p>${status} · ${escaped(instance)}</p><p><a href="/">Back to the start</a></p></main></body></html>`;
  }
}
