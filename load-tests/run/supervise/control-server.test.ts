import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ControlServer, startControlServer } from './control-server.ts';

let server: ControlServer | undefined;
afterEach(() => server?.close());

async function post(path: string) {
  const response = await fetch(`${server?.origin ?? ''}${path}`, { method: 'POST' });
  return { status: response.status, body: (await response.json()) as unknown };
}

describe('what a running profile may ask of the runner', () => {
  it('is a restart, answered when the server is back', async () => {
    const restart = vi.fn(() => Promise.resolve());
    server = await startControlServer({ restart });
    expect(await post('/restart')).toMatchObject({ status: 200 });
    expect(restart).toHaveBeenCalledOnce();
  });

  it('is told why a restart failed', async () => {
    const restart = () => Promise.reject(new Error('it did not come back'));
    server = await startControlServer({ restart });
    expect(await post('/restart')).toEqual({
      status: 500,
      body: { error: 'it did not come back' },
    });
  });

  it('is nothing else', async () => {
    server = await startControlServer({ restart: () => Promise.resolve() });
    expect((await post('/else')).status).toBe(404);
  });
});
