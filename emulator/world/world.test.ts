import { expect, test } from 'vitest';

import { startEmulator } from '../start-emulator.ts';

test('a reset restores the settings that the emulator started with', async () => {
  const emulator = await startEmulator({ tokenInfoCountsTowardsLimit: true });
  emulator.world.settings.tokenInfoCountsTowardsLimit = false;
  emulator.world.reset();
  expect(emulator.world.settings.tokenInfoCountsTowardsLimit).toBe(true);
  await emulator.close();
});
