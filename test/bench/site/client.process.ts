import { answer } from '../send/child.js';
import { askOn, type Asking } from '../send/line.js';

interface Orders extends Asking {
  readonly path: string;
}

/** Readers: each asks for the page again as soon as he has it. */
async function run({ path, ...asking }: Orders) {
  const request = `GET ${path} HTTP/1.1\r\nHost: firstword.example\r\nAccept: text/html\r\nAccept-Language: en\r\n\r\n`;
  const { sent, ...others } = await askOn(asking, () => request);
  return { answered: sent, ...others };
}

answer({ run: (orders) => run(orders as unknown as Orders) });
