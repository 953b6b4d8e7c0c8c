// Evaluated in a page by `Visitor.look`: what shifted by itself since it was asked for, what it loaded, and which times are not by the reader's clock.
(async () => {
  const shifts = await new Promise((seen) => {
    new PerformanceObserver((list) => seen(list.getEntries())).observe({ type: 'layout-shift', buffered: true });
    setTimeout(seen, 100, []); // where nothing has moved nobody is told so
  });
  const html = (node) => (node instanceof Element ? node : node?.parentElement)?.outerHTML.slice(0, 150);
  const moved = shifts.filter(({ hadRecentInput }) => !hadRecentInput).map(({ value, sources }) => ({ value, what: sources.map(({ node }) => html(node)) }));
  const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter(({ initiatorType }) => ['navigation', 'link', 'css', 'script', 'img'].includes(initiatorType))
    .map(({ name, encodedBodySize }) => ({ address: name, bytes: encodedBodySize }));
  const zoneAt = (at) => new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(at).find(({ type }) => type === 'timeZoneName').value;
  const foreignTimes = [...document.querySelectorAll('time')]
    .filter((time) => time.dateTime.includes('T') && !time.textContent.endsWith(` ${zoneAt(new Date(time.dateTime))}`))
    .map(({ outerHTML }) => outerHTML);
  return { moved, loaded, foreignTimes };
})();
