import { redirectWixCalls } from '../../src/wix/redirect-wix-calls.ts';

/* Loaded by `node --import`: the example itself knows nothing of the emulator. */

const origin = process.env['WIX_API_ORIGIN'];
if (origin === undefined)
  throw new Error('WIX_API_ORIGIN is not set: the example runs against the emulator only');
redirectWixCalls(origin);
