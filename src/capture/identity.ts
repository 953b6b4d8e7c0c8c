/** The account that the capture plays when no other is given. It exists nowhere else and opens nothing. */
export const CAPTURE_ACCOUNT_SID = 'AC00000000000000000000000000000001';

/** Signs the webhooks of a capture that is given no token, as tests do. The service gives its own: this one is no secret. */
export const CAPTURE_AUTH_TOKEN = 'capture-auth-token-not-a-secret';

/** The number that a Messaging Service of the capture sends from (reserved for fiction, so it reaches nobody). */
export const CAPTURE_SENDER = '+12025550100';

/** Everything listens here and nowhere else: what is captured looks like real people's mail. */
export const LOOPBACK = '127.0.0.1';
