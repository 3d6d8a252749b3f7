import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ControlServer, startControlServer } from './control-server.ts';

let server: ControlServer | undefined;
afterEach(() => server?.close());

async function post(path: string) {
  const response = await fetch(`${server?.origin ?? ''}${path}`, { method: 'POST' });
  return { status: response.status, body: (await response.json()) as unknown };
}

describe('the control server', () => {
  test('restarts the server, and answers once it is back', async () => {
    const restart = vi.fn(() => Promise.resolve());
    server = await startControlServer({ restart });
    expect(await post('/restart')).toMatchObject({ status: 200 });
    expect(restart).toHaveBeenCalledOnce();
  });

  test('answers with the reason when a restart fails', async () => {
    const restart = () => Promise.reject(new Error('it did not come back'));
    server = await startControlServer({ restart });
    expect(await post('/restart')).toEqual({
      status: 500,
      body: { error: 'it did not come back' },
    });
  });

  test('serves nothing else', async () => {
    server = await startControlServer({ restart: () => Promise.resolve() });
    expect((await post('/else')).status).toBe(404);
  });
});
