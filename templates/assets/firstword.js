// What the pages do in the browser: live parts, charts, times in the viewer's zone, and one question before what can't be taken back.

function localTimes(root) {
  for (const element of root.querySelectorAll('time[datetime]:not([data-shown])')) {
    element.title = element.textContent;
    element.dataset.shown = 'local';
    const at = new Date(element.dateTime);
    if (!Number.isNaN(at.getTime())) {
      const parts = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(at);
      const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(at);
      element.textContent = `${parts}, ${clock}`;
    }
  }
}

/** A part of the page that the server renders again every second while it is visible and changes. */
function live(element) {
  let stopped = false;
  const again = async () => {
    if (!document.hidden) {
      const answer = await fetch(element.dataset.live, { headers: { accept: 'text/html' } }).catch(() => null);
      if (answer?.ok) {
        const open = element.contains(document.activeElement) && document.activeElement.tagName !== 'BODY';
        if (!open) {
          element.innerHTML = await answer.text();
          localTimes(element);
          questions(element);
        }
        stopped = answer.headers.get('x-final') === 'true';
      }
    }
    if (!stopped) setTimeout(again, 1000);
  };
  setTimeout(again, 1000);
}

function questions(root) {
  for (const form of root.querySelectorAll('form[data-confirm]')) {
    form.addEventListener('submit', (event) => {
      if (!window.confirm(form.dataset.confirm)) event.preventDefault();
    });
  }
}

async function chart(element) {
  await new Promise((done, failed) => {
    if (window.echarts) return done();
    const script = document.createElement('script');
    script.src = '/assets/vendor/echarts.common.min.js';
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const drawn = window.echarts.init(element, dark ? 'dark' : null, { renderer: 'svg' });
  const data = await (await fetch(element.dataset.chart)).json();
  drawn.setOption({ backgroundColor: 'transparent', ...data });
  new ResizeObserver(() => drawn.resize()).observe(element);
  element.dataset.drawn = 'true';
}

localTimes(document);
questions(document);
document.querySelectorAll('[data-live]').forEach(live);
document.querySelectorAll('[data-chart]').forEach((element) => chart(element).catch(() => element.append('The chart could not be drawn; its numbers are below.')));
