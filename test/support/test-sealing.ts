import { dataKeysOf } from '../../src/platform/seal/data-keys.js';
import { Sealing } from '../../src/platform/seal/sealing.js';

/** Of the service in tests; those who connect to a test's database beside it open and seal as it does. */
export const TEST_SECRET_KEY = 'a secret of tests, 32 characters long';

export const sealingBy = (secretKey: string): Sealing => new Sealing(dataKeysOf(undefined, secretKey), secretKey);

export const TEST_SEALING = sealingBy(TEST_SECRET_KEY);
