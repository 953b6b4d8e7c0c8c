import { AMAZON_CONNECT } from './amazon-connect.js';
import { ASTERISK } from './asterisk.js';
import type { CallPreset, PresetId } from './call-preset.js';
import { FIVE9 } from './five9.js';
import { GENESYS_CLOUD } from './genesys-cloud.js';
import { TWILIO } from './twilio.js';
import { ZENDESK_TALK } from './zendesk-talk.js';

/** In the order in which a header is compared with them. */
export const PRESETS: readonly CallPreset[] = [AMAZON_CONNECT, GENESYS_CLOUD, FIVE9, ZENDESK_TALK, TWILIO, ASTERISK];

export const presetOf = (id: PresetId): CallPreset => PRESETS.find((preset) => preset.id === id)!;
