// What the pages do in the browser: live parts, charts, times in the viewer's zone, and one question before what can't be taken back.

const written = new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const named = [...['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'].map((locale) => new Intl.DateTimeFormat(locale, { timeZoneName: 'short' })), new Intl.DateTimeFormat('en', { timeZoneName: 'shortGeneric' })];

/** The viewer's zone at that time: "PDT" and "CET", which no one locale knows both of, else "GMT+7". */
function zoneName(at) {
  const names = named.map((format) => format.formatToParts(at).find(({ type }) => type === 'timeZoneName').value);
  return names.find((name) => !/^(GMT|UTC)[+\u2212-]/.test(name)) ?? names[0];
}

/** As the server writes them: "2 Mar 2026, 15:04 CET". */
function mine(at, seconds) {
  const part = Object.fromEntries(written.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.day} ${part.month} ${part.year}, ${part.hour}:${part.minute}${seconds ? `:${String(at.getSeconds()).padStart(2, '0')}` : ''} ${zoneName(at)}`;
}

/** The server writes times by the viewer's clock from the second page on, so that none moves when it is turned. */
function tellZone() {
  const { timeZone } = written.resolvedOptions();
  if (!document.cookie.split('; ').includes(`fw_zone=${timeZone}`)) document.cookie = `fw_zone=${timeZone}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
}

/** What still stands in another zone, in a part that is the same for everybody: that zone's time shows when he points at it. */
function localTimes(root) {
  for (const element of root.querySelectorAll('time[datetime]')) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const text = mine(at, element.dataset.seconds !== undefined);
    if (element.textContent === text) continue;
    element.title ||= element.textContent;
    element.textContent = text;
  }
}

/** A part of the page that the server renders again every second while it is visible and changes. */
function live(element) {
  const again = async () => {
    if (!element.isConnected) return; // something else stands in its place
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
  for (const form of root.querySelectorAll('form[data-confirm], form:has(option[data-confirm])')) {
    form.addEventListener('submit', (event) => {
      const question = form.dataset.confirm ?? form.querySelector('option[data-confirm]:checked')?.dataset.confirm;
      if (question && !window.confirm(question)) event.preventDefault();
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

/** A menu closes as soon as somebody looks elsewhere. */
function menus() {
  const open = () => document.querySelector('details[data-menu][open]');
  document.addEventListener('click', ({ target }) => {
    const menu = open();
    if (menu && !menu.contains(target)) menu.open = false;
  });
  document.addEventListener('keydown', ({ key }) => {
    const menu = open();
    if (key !== 'Escape' || !menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
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
  // The server does not know on what it will be drawn: "@ink" is the colour of the page's own words.
  const inked = () => JSON.parse(JSON.stringify(data).replaceAll('"@ink"', JSON.stringify(window.getComputedStyle(element).color)));
  let drawn;
  const draw = () => {
    drawn?.dispose();
    drawn = init(element, dark.matches ? 'dark' : null, { renderer: 'svg' });
    drawn.setOption({ backgroundColor: 'transparent', ...inked() });
  };
  draw();
  dark.addEventListener('change', draw);
  element.addEventListener('outdated', async () => {
    data = await asked().catch(() => data); // what is drawn stands until there is something newer
    drawn.setOption({ backgroundColor: 'transparent', ...inked() }, true);
  });
  new ResizeObserver(() => drawn.resize()).observe(element);
  element.dataset.drawn = 'true';
}

/** What other scripts of the page need of this one. */
window.firstword = { localTimes, questions, isInUse, live, zoneName };

tellZone();
localTimes(document);
questions(document);
onceEach();
menus();
document.querySelectorAll('[data-live]').forEach(live);
document.querySelectorAll('[data-chart]').forEach((element) => chart(element).catch(() => element.append('The chart could not be drawn; its numbers are below.')));

// A draft's form says when it was sent, by a script as by a press: what was sent earlier never overwrites what was sent later, in whatever order the two arrive.
let sentForms = 0;
document.addEventListener('formdata', ({ target, formData }) => {
  if (!target.elements.namedItem('window')) return;
  sentForms = Math.max(sentForms + 1, Math.round(performance.timeOrigin + performance.now()));
  formData.set('turn', String(sentForms));
});
