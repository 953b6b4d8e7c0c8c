import { answer } from '../send/child.js';
import { askOn, type Asking } from '../send/line.js';
import { callbackAt, requestOf, type Texts } from './callbacks.js';

/** `seconds`: 0 is until each line has sent one. */
type Orders = Texts & Asking;

function run({ port, lines, seconds, from, until }: Orders) {
  const most = seconds === 0 ? lines : Number.MAX_SAFE_INTEGER;
  let next = 0;
  return askOn({ port, lines, seconds: seconds || 3_600 }, () => (next < most ? requestOf(callbackAt({ from, until }, next++)) : null));
}

answer({ run: (orders) => run(orders as unknown as Orders) });
