const [TAB, LF, CR, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
/** Where the relaxed form differs, if at all. */
const TO_RELAX = /\t| [ \r]/;

/** @returns Its name, and the header in the form that is signed. */
export function relaxedHeader(header: string): [string, string] {
  const colon = header.indexOf(':');
  const name = header.slice(0, colon).trim().toLowerCase();
  const value = header.slice(colon + 1);
  return [name, `${name}:${(TO_RELAX.test(value) || value.includes('\r') ? value.replace(/\r\n/g, '').replace(/[ \t]+/g, ' ') : value).trim()}`];
}

/** Runs of white space become one space, none stays at the end of a line, and no empty line at the end of the body. */
export function relaxedBody(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length + 2);
  let at = 0;
  let written = 0; // up to the last line that has something in it
  let blank = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index]!;
    if (byte === SPACE || byte === TAB) {
      blank = true;
    } else if (byte === CR && body[index + 1] === LF) {
      out[at++] = CR;
      out[at++] = LF;
      index += 1;
      blank = false;
    } else {
      if (blank) out[at++] = SPACE;
      blank = false;
      out[at++] = byte;
      written = at;
    }
  }
  if (written === 0) return out.subarray(0, 0);
  out[written] = CR;
  out[written + 1] = LF;
  return out.subarray(0, written + 2);
}

/** The same of whole lines from the midst of a body, ASCII, where a CR never stands alone. */
export function relaxedLines(lines: string): string {
  if (!TO_RELAX.test(lines)) return lines;
  return lines.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, '')).join('\r\n');
}
