/** @returns each name with its rate a second, from "gmail.com=200, outlook.com=50"; null where it is not of that form. Empty for none. */
export function parseRates(text: string | undefined): ReadonlyMap<string, number> | null {
  const rates = new Map<string, number>();
  for (const entry of (text ?? '').split(',').map((part) => part.trim()).filter(Boolean)) {
    const [, name, rate] = /^([^\s=,]+)=(\d{1,6}(?:\.\d{1,3})?)$/.exec(entry) ?? [];
    if (name === undefined || !(Number(rate) >= 0.001)) return null;
    rates.set(name.toLowerCase().startsWith('mg') ? name : name.toLowerCase(), Number(rate));
  }
  return rates;
}

/** @throws Error where the settings let through what they should have refused. */
export function readRates(text: string | undefined): ReadonlyMap<string, number> {
  const rates = parseRates(text);
  if (rates === null) throw new Error('A list of rates can\'t be read.');
  return rates;
}
