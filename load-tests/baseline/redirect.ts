import { redirectWixCalls } from '../../src/wix/redirect-wix-calls.ts';

/* Loaded by `node --import`, so that the example itself needs no code for the emulator. */

const origin = process.env['WIX_API_ORIGIN'];
if (origin === undefined)
  throw new Error('WIX_API_ORIGIN is not set: the example runs against the emulator only');
redirectWixCalls(origin);
