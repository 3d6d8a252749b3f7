import { describe, expect, test, vi } from 'vitest';
import { createEnding } from './end-everything.ts';

const never = () => new Promise<void>(() => undefined);

describe('ending everything', () => {
  test('goes in reverse order, one at a time, and once', async () => {
    const ended: string[] = [];
    const ending = createEnding();
    for (const name of ['emulator', 'server', 'k6']) {
      ending.add(name, {
        async end() {
          await Promise.resolve();
          ended.push(name);
        },
      });
    }
    await Promise.all([ending.endAll(), ending.endAll()]);
    expect(ended).toEqual(['k6', 'server', 'emulator']);
  });

  test('kills what exceeds the time limit, and continues', async () => {
    const kill = vi.fn();
    const end = vi.fn(() => Promise.resolve());
    const ending = createEnding(5);
    ending.add('the emulator', { end });
    ending.add('the server', { end: never, now: kill });
    expect(await ending.endAll()).toEqual(['the server']);
    expect(kill).toHaveBeenCalledOnce();
    expect(end).toHaveBeenCalledOnce();
  });

  test('continues after one that throws', async () => {
    const end = vi.fn(() => Promise.resolve());
    const ending = createEnding();
    ending.add('the emulator', { end });
    ending.add('the server', { end: () => Promise.reject(new Error('no')) });
    expect(await ending.endAll()).toEqual([]);
    expect(end).toHaveBeenCalledOnce();
  });

  test('kills everything that is still open when nothing can be awaited', () => {
    const kill = vi.fn();
    const ending = createEnding();
    ending.add('the server', { end: never, now: kill });
    ending.killAll();
    expect(kill).toHaveBeenCalledOnce();
  });
});
