/**
 * What a title or a name may hold: no line end, no other control character (one could steer a terminal, or begin a header of a mail), and nothing that turns the direction of what
 * stands beside it (U+202A–202E, U+2066–2069: two people would read two texts).
 */
export const ONE_LINE = /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;
export const ONE_LINE_FAULT = 'must be one line, without control characters';
