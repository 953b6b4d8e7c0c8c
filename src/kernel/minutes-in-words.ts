const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Up to here hours are easier to count than days. */
const DAYS_FROM_HOURS = 72;

/** 75 → "1 h 15 min", 42,514 → "29 days 12 h"; "–" for what is no number. */
export function minutesInWords(value: unknown): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
  if (value < 1) return 'under a minute';
  const all = Math.round(value); // before it is divided: 119.7 is two hours, not one and sixty minutes
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  if (hours === 0) return `${minutes} min`;
  if (hours >= DAYS_FROM_HOURS) return hours % 24 === 0 ? `${whole.format(hours / 24)} days` : `${whole.format(Math.floor(hours / 24))} days ${hours % 24} h`;
  return minutes === 0 ? `${whole.format(hours)} h` : `${whole.format(hours)} h ${minutes} min`;
}
