import { type Email, parseEmail } from '../../kernel/email.js';
import { type Phone, parsePhone } from '../../kernel/phone.js';

/** Somebody of the company by a name: an address of one kind. */
export type Colleague = { readonly name: string } & ({ readonly email: Email } | { readonly phone: Phone });

/** @param text  "Press desk=press@northwind.example,Ana=+12065550123". @returns null where it can't be read. */
export function parseColleagues(text: string): readonly Colleague[] | null {
  const colleagues = text.split(',').map((entry): Colleague | null => {
    const [name = '', address = '', ...more] = entry.split('=').map((part) => part.trim());
    if (name === '' || name.length > 80 || more.length > 0) return null;
    const email = parseEmail(address);
    if (email) return { name, email };
    const phone = address.startsWith('+') ? parsePhone(address, 'US') : null;
    return phone ? { name, phone } : null;
  });
  return colleagues.every((one) => one !== null) ? colleagues : null;
}

/** @param setting  As the settings have checked it. */
export const readColleagues = (setting: string | undefined): readonly Colleague[] => (setting === undefined ? [] : (parseColleagues(setting) ?? []));
