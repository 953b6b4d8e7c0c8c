/** Data whose label for customers speaks to them ("your card"): what staff read instead. */
const FOR_STAFF: Readonly<Record<string, string>> = {
  'card-last-four': 'Last four digits of the card', 'card-expiry': 'Card expiry date', 'card-security-code': 'Card security code', 'order-history': 'What they bought, and when',
  'payment-history': 'Their payments', communications: 'Messages between them and the company', device: 'Data about their device',
};

/** The labels of data as staff read them. @param dataClasses  By code, as customers read them. */
export const dataLabels = (dataClasses: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({ ...dataClasses, ...FOR_STAFF });

/** One of them where no labels are at hand: "card-number" → "card number". */
export const dataName = (code: string): string => (FOR_STAFF[code] ?? code.replaceAll('-', ' ')).toLowerCase();
