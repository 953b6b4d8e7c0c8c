/** Every control character but the line end and the tab, and what turns the direction of writing. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const STEERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text that others wrote, as a terminal may show it: what would steer it is written out, as JSON has it too, so that no title draws over what an approver is to read. */
export const printable = (text: string): string => text.replaceAll(STEERS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
