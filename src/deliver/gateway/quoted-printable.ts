const LONGEST = 76;
const [TAB, SPACE, EQUALS] = [0x09, 0x20, 0x3d];
const HEX = Buffer.from('0123456789ABCDEF');
/** What stands for itself wherever in a line it stands, but for a space at the end. */
const PLAIN = /^[ !-<>-~]*$/;

/**
 * @param text  With CRLF line ends.
 * @returns The same in quoted-printable, as a string of ASCII; no line is longer than 76 characters.
 * @source RFC 2045, 6.7.
 */
export const quotedPrintable = (text: string): string => text.split('\r\n').map((line) => wrapped(encoded(line, true))).join('\r\n');

/**
 * Some of a line, or all of it, before it is wrapped.
 *
 * @param ends  Whether the line ends with it: white space there could get lost on the way.
 */
export function encoded(text: string, ends: boolean): string {
  if (PLAIN.test(text) && !(ends && text.endsWith(' '))) return text;
  const bytes = Buffer.from(text, 'utf8');
  const out = Buffer.allocUnsafe(bytes.length * 3);
  let at = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]!;
    const last = ends && index + 1 === bytes.length;
    if ((byte > SPACE && byte < 0x7f && byte !== EQUALS) || ((byte === SPACE || byte === TAB) && !last)) {
      out[at++] = byte;
    } else {
      out[at++] = EQUALS;
      out[at++] = HEX[byte >> 4]!;
      out[at++] = HEX[byte & 15]!;
    }
  }
  return out.toString('latin1', 0, at);
}

/** @param line  Encoded, without its CRLF. @returns The same with soft breaks, none of them within an encoded byte. */
export function wrapped(line: string): string {
  let out = '';
  let rest = line;
  while (rest.length > LONGEST) {
    const most = LONGEST - 1;
    const cut = rest.charCodeAt(most - 1) === EQUALS ? most - 1 : rest.charCodeAt(most - 2) === EQUALS ? most - 2 : most;
    out += `${rest.slice(0, cut)}=\r\n`;
    rest = rest.slice(cut);
  }
  return out + rest;
}
