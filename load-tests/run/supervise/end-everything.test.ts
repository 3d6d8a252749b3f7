import { describe, expect, it, vi } from 'vitest';
import { createEnding } from './end-everything.ts';

const never = () => new Promise<void>(() => undefined);

describe('ending everything', () => {
  it('goes backwards, one at a time, and once', async () => {
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

  it('kills what does not end in time, and goes on to the next', async () => {
    const kill = vi.fn();
    const end = vi.fn(() => Promise.resolve());
    const ending = createEnding(5);
    ending.add('the emulator', { end });
    ending.add('the server', { end: never, now: kill });
    expect(await ending.endAll()).toEqual(['the server']);
    expect(kill).toHaveBeenCalledOnce();
    expect(end).toHaveBeenCalledOnce();
  });

  it('is not kept from the others by one that throws', async () => {
    const end = vi.fn(() => Promise.resolve());
    const ending = createEnding();
    ending.add('the emulator', { end });
    ending.add('the server', { end: () => Promise.reject(new Error('no')) });
    expect(await ending.endAll()).toEqual([]);
    expect(end).toHaveBeenCalledOnce();
  });

  it('kills what is still open when nothing can be awaited', () => {
    const kill = vi.fn();
    const ending = createEnding();
    ending.add('the server', { end: never, now: kill });
    ending.killAll();
    expect(kill).toHaveBeenCalledOnce();
  });
});
