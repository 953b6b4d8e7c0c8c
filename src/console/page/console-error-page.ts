import { Injectable } from '@nestjs/common';
import { ErrorPage } from '../../platform/http/error-page.js';
import { type Problem } from '../../platform/http/problem.js';
import { ConsolePages } from './console-pages.js';
import { fieldName } from './refusal.js';

const HEADINGS: Readonly<Record<number, string>> = {
  401: 'Please sign in', 403: 'You may not do this', 404: 'There is nothing here', 409: 'This has changed meanwhile', 413: 'That is too large', 422: 'Something is not right yet', 429: 'Too often', 503: 'Just a moment',
};

/** What went wrong, in words, with a way on. */
@Injectable()
export class ConsoleErrorPage extends ErrorPage {
  constructor(private readonly pages: ConsolePages) {
    super();
  }

  render({ status, detail, instance, errors }: Problem): string {
    const heading = HEADINGS[status] ?? (status < 500 ? 'That did not work' : 'Something went wrong');
    const faults = (errors ?? []).map(({ path, message }) => `${fieldName(path)} ${message}.`);
    return this.pages.plain('problem', heading, { heading, sentence: faults.length > 0 ? null : detail, faults, trace: status >= 500 ? instance : null });
  }
}
