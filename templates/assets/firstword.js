// What the pages do in the browser: live parts, charts, times in the viewer's zone, and one question before what can't be taken back.


const onClock = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' };
const asWritten = new Intl.DateTimeFormat('en-GB', onClock);
const named = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'].map((locale) => new Intl.DateTimeFormat(locale, { timeZoneName: 'short' }));

/** The viewer's zone at that time: "PDT" and "CET", which no one locale knows both of, else "GMT+7". */
function zoneName(at) {
  const names = named.map((format) => format.formatToParts(at).find(({ type }) => type === 'timeZoneName').value);
  return names.find((name) => !/^(GMT|UTC)[+\u2212-]/.test(name)) ?? names[0];
}

/** As the pages write them: "2 Mar 2026, 15:04 CET". */
const mine = (at) => `${asWritten.format(at)} ${zoneName(at)}`;

/**
 * Times stand in the zone that the page names; the viewer's own time shows when he points at one. Where a part of a page is marked so
 * (`data-times="mine"`) it is the other way round: a page that is watched is read by the clock on the viewer's own wall.
 */
function localTimes(root) {
  for (const element of root.querySelectorAll('time[datetime]:not([title])')) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    if (element.closest('[data-times="mine"]')) {
      element.title = element.textContent;
      element.textContent = mine(at);
    } else {
      element.title = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(at) + ' where you are';
    }
  }
}

/** A part of the page that the server renders again every second while it is visible and changes. */
function live(element) {
  const again = async () => {
    if (document.hidden) return setTimeout(again, 1000);
    const answer = await fetch(element.dataset.live, { headers: { accept: 'text/html' } }).catch(() => null);
    if (answer?.redirected || answer?.status === 401) return location.reload(); // the session is over
    if (answer?.ok) {
      const html = await answer.text();
      if (!isInUse(element)) renew(element, html);
      if (answer.headers.get('x-final') === 'true') {
        if (element.dataset.then === 'reload') location.reload();
        return;
      }
    }
    setTimeout(again, 1000);
  };
  setTimeout(again, 1000);
}

/** Somebody is about to press or type something in it: it stands still until he is done. */
function isInUse(element) {
  const active = document.activeElement;
  return active !== null && active !== document.body && element.contains(active);
}

function renew(element, html) {
  element.innerHTML = html;
  localTimes(element);
  questions(element);
}

function questions(root) {
  for (const form of root.querySelectorAll('form[data-confirm]')) {
    form.addEventListener('submit', (event) => {
      if (!window.confirm(form.dataset.confirm)) event.preventDefault();
    });
  }
}

/** A double click sends a form once: the second would be refused, and what the first did would not be seen. */
function onceEach() {
  document.addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.target.method !== 'post') return;
    if (event.target.dataset.sent) return event.preventDefault();
    event.target.dataset.sent = 'true';
    window.addEventListener('pageshow', () => delete event.target.dataset.sent, { once: true });
  });
}

let library;
function echarts(address) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => done(window.echarts);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

async function chart(element) {
  const asked = () => fetch(element.dataset.chart).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`${answer.status}`))));
  let [{ init }, data] = await Promise.all([echarts(element.dataset.script), asked()]);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let drawn;
  const draw = () => {
    drawn?.dispose();
    drawn = init(element, dark.matches ? 'dark' : null, { renderer: 'svg' });
    drawn.setOption({ backgroundColor: 'transparent', ...data });
  };
  draw();
  dark.addEventListener('change', draw);
  element.addEventListener('outdated', async () => {
    data = await asked().catch(() => data); // what is drawn stands until there is something newer
    drawn.setOption({ backgroundColor: 'transparent', ...data }, true);
  });
  new ResizeObserver(() => drawn.resize()).observe(element);
  element.dataset.drawn = 'true';
}

/** What other scripts of the page need of this one. */
window.firstword = { localTimes, questions, isInUse, zoneName };

localTimes(document);
questions(document);
onceEach();
document.querySelectorAll('[data-live]').forEach(live);
document.querySelectorAll('[data-chart]').forEach((element) => chart(element).catch(() => element.append('The chart could not be drawn; its numbers are below.')));
