// The incident room in the browser: it follows the server's events. Without this it is the page as it was when it was loaded.

const { localTimes, questions, isInUse, zoneName } = window.firstword;
const room = document.querySelector('[data-room]');
const address = room.dataset.room;
const standing = document.querySelector('[data-standing]');
const acts = document.querySelector('[data-acts]');
const chart = room.querySelector('[data-chart]');

/** The server says every five seconds that it lives; a line that is cut may say nothing at all. */
const SILENCE_MS = 20_000;
const AGAIN_MS = 15_000;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

let source = null;
let waiting = null;
let of = null;

/** Says of when the figures are, and whether they go on. It is read out when that changes, and not with each second. */
function say(state) {
  const when = of === null ? '' : `${clock.format(of)} ${zoneName(of)}`;
  const words = { live: `Live, as of ${when}`, stale: `The service can’t read its figures just now; these are of ${when || 'when you opened the page'}`, lost: `Connection lost; these figures are of ${when || 'when you opened the page'}` };
  if (room.dataset.state !== state) standing.setAttribute('role', 'status');
  else standing.removeAttribute('role');
  room.dataset.state = state;
  standing.dataset.state = state;
  standing.textContent = words[state];
}

/** A part as it is now. What had the focus in it has it again. */
function renew(element, html) {
  const links = () => [...element.querySelectorAll('a, button, input, select, summary')];
  const place = isInUse(element) ? links().indexOf(document.activeElement) : -1;
  element.innerHTML = html;
  localTimes(element);
  questions(element);
  links()[place]?.focus({ preventScroll: true });
}

/** What can be done by now, as the server said last, and whether that waits for somebody who is using a form. */
let wanted = null;
let waits = false;

function onceLeft() {
  waits = false;
  void renewActs(wanted);
}

/** The forms are asked for when something else can be done; one that somebody is using waits until he has left it. */
async function renewActs(mark) {
  wanted = mark;
  if (!acts || waits || room.dataset.mark === mark) return;
  if (isInUse(acts)) {
    waits = true;
    return void acts.addEventListener('focusout', () => setTimeout(onceLeft, 300), { once: true });
  }
  const answer = await fetch(`${address}/acts`, { headers: { accept: 'text/html' } }).catch(() => null);
  if (answer?.redirected || wanted !== mark) return;
  // No event may come for long: forms that can't be had just now are asked for again.
  if (!answer?.ok) return void setTimeout(() => wanted === mark && renewActs(mark), 2_000);
  const html = await answer.text();
  if (isInUse(acts)) return renewActs(mark);
  room.dataset.mark = mark;
  renew(acts, html);
}

function redraw(stamp) {
  if (room.dataset.stamp === stamp) return;
  const first = room.dataset.stamp === '';
  room.dataset.stamp = stamp;
  if (chart) chart.dispatchEvent(new Event('outdated'));
  else if (first && acts && !isInUse(acts)) location.reload(); // there is a chart now, and no place for it
}

/** Nothing was heard for too long, or the server would not have us: once more. A session that is over leads to signing in. */
async function again() {
  stop();
  say('lost');
  const answer = await fetch(`${address}/acts`, { headers: { accept: 'text/html' } }).catch(() => null);
  if (answer?.redirected || answer?.status === 401) return location.reload();
  if (source || document.hidden) return; // it was begun again meanwhile, or nobody looks
  waiting = setTimeout(start, AGAIN_MS);
}

function heard() {
  clearTimeout(waiting);
  waiting = setTimeout(again, SILENCE_MS);
}

function stop() {
  clearTimeout(waiting);
  source?.close();
  source = null;
}

function start() {
  stop();
  source = new EventSource(`${address}/events?${[room.dataset.query, `seen=${room.dataset.version}`].filter(Boolean).join('&')}`);
  heard();
  source.addEventListener('parts', (event) => {
    const { html, stamp, acts: mark } = JSON.parse(event.data);
    for (const [name, text] of Object.entries(html)) renew(room.querySelector(`[data-part="${name}"]`), text);
    room.dataset.version = event.lastEventId;
    redraw(stamp);
    void renewActs(mark);
    heard();
  });
  source.addEventListener('beat', (event) => {
    const beat = JSON.parse(event.data);
    if (beat.of) of = new Date(beat.of);
    say(beat.fresh ? 'live' : 'stale');
    heard();
  });
  source.addEventListener('over', () => {
    stop();
    location.reload();
  });
  source.addEventListener('error', () => {
    if (source?.readyState === EventSource.CLOSED) void again();
    else say('lost'); // the browser asks again by itself
  });
}

// A page in the background holds no connection: a browser has six for all its tabs.
document.addEventListener('visibilitychange', () => (document.hidden ? stop() : start()));
if (!document.hidden) start();
