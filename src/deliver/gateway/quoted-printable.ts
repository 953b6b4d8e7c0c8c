const LONGEST = 76;
const [TAB, LF, CR, SPACE, EQUALS] = [0x09, 0x0a, 0x0d, 0x20, 0x3d];
const HEX = Buffer.from('0123456789ABCDEF');

/**
 * @param text  With CRLF line ends.
 * @returns The same in quoted-printable, as a string of ASCII; no line is longer than 76 characters.
 * @source RFC 2045, 6.7.
 */
export function quotedPrintable(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  // Each byte may take three characters, and each 73 of those a soft break of three.
  const out = Buffer.allocUnsafe(bytes.length * 3 + Math.ceil((bytes.length * 3) / (LONGEST - 3)) * 3 + 3);
  let [at, column] = [0, 0];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]!;
    if (byte === CR && bytes[index + 1] === LF) {
      out[at++] = CR;
      out[at++] = LF;
      index += 1;
      column = 0;
      continue;
    }
    const ends = index + 1 === bytes.length || (bytes[index + 1] === CR && bytes[index + 2] === LF);
    const plain = (byte > SPACE && byte < 0x7f && byte !== EQUALS) || ((byte === SPACE || byte === TAB) && !ends);
    const width = plain ? 1 : 3;
    if (column + width > LONGEST - (ends ? 0 : 1)) {
      out[at++] = EQUALS;
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
    }
    if (plain) out[at++] = byte;
    else {
      out[at++] = EQUALS;
      out[at++] = HEX[byte >> 4]!;
      out[at++] = HEX[byte & 15]!;
    }
    column += width;
  }
  return out.toString('latin1', 0, at);
}
