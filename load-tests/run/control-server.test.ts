import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ControlServer, startControlServer } from './control-server.ts';

let server: ControlServer | undefined;
afterEach(() => server?.close());

async function post(path: string, body?: string) {
  const response = await fetch(`${server?.origin ?? ''}${path}`, {
    method: 'POST',
    ...(body !== undefined && { body }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

describe('what a running profile may ask of the runner', () => {
  it('is a restart, answered when the server is back', async () => {
    const restart = vi.fn(() => Promise.resolve());
    server = await startControlServer({ restart, phase: () => undefined });
    expect(await post('/restart')).toMatchObject({ status: 200 });
    expect(restart).toHaveBeenCalledOnce();
  });

  it('is told why a restart failed', async () => {
    const restart = () => Promise.reject(new Error('it did not come back'));
    server = await startControlServer({ restart, phase: () => undefined });
    expect(await post('/restart')).toEqual({
      status: 500,
      body: { error: 'it did not come back' },
    });
  });

  it('is a phase by its name, and nothing else', async () => {
    const phase = vi.fn();
    server = await startControlServer({ restart: () => Promise.resolve(), phase });
    expect((await post('/phase', '{"name":"herd"}')).status).toBe(200);
    expect((await post('/phase', '{}')).status).toBe(400);
    expect((await post('/phase', 'no json')).status).toBe(500);
    expect((await post('/else')).status).toBe(404);
    expect(phase.mock.calls).toEqual([['herd']]);
  });
});
