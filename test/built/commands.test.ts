import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { isUp, npmRun } from './support/npm-run.ts';

describe('the commands of the README', () => {
  let running: ReturnType<typeof npmRun>;
  afterEach(() => {
    try {
      running.signalGroup('SIGKILL');
    } catch {
      // The whole process group has already ended.
    }
  });

  test('`npm start` prints a working curl line, and Ctrl-C ends all its processes', async () => {
    running = npmRun('start', { PORT: '0', EMULATOR_PORT: '0', EMULATOR_LATENCY_MEDIAN_MS: '0' });
    const [, curl = ''] = await running.printed(/^ *(curl -i .*)$/m);
    const [, endpoint = ''] = await running.printed(/Endpoint +(\S+)/);
    const [, demo = ''] = await running.printed(/Demo site +(\S+)/);
    const page = await (await fetch(demo)).text();
    expect(page).toContain('Behind the scenes');
    expect(page).toContain(new URL(endpoint).origin);

    const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
    expect(stdout).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(stdout).toContain('"instanceId":"');

    const [, traces = ''] = await running.printed(/Traces +(\S+)/);
    const traceId = /traceparent;desc="00-([0-9a-f]{32})-/.exec(stdout)?.[1];
    const shown = async () => (await fetch(`${traces}v1/traces`)).text();
    await expect.poll(shown, { timeout: 5_000 }).toContain(traceId);
    expect(await shown()).toContain('wix.get_app_instance');

    running.signalGroup('SIGINT');
    await running.ended();
    expect(await isUp(endpoint)).toBe(false);
    expect(await isUp(demo)).toBe(false);
    expect(await isUp(traces)).toBe(false);
  });

  test('`npm run serve` runs without development dependencies', () => {
    const bundles = ['main', 'serve', 'telemetry', 'telemetry-sdk'].map(
      (name) => `dist-node/${name}.mjs`,
    );
    const imported = bundles.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?:from |import\()"([^."][^"]*)"/g)].map(
        ([, name = '']) => name,
      ),
    );
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Readonly<Record<string, string>>;
    };
    const packageOf = (name: string) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? '';
    const missing = imported.filter(
      (name) => !name.startsWith('node:') && dependencies[packageOf(name)] === undefined,
    );
    expect(imported).toContain('pino');
    // Only for terminals of developers. Without it, or without a terminal, lines stay JSON.
    expect(missing).toEqual(['pino-pretty']);
  });

  test('`npm run serve` exits with 0 on a SIGTERM to npm, and its server ends too', async () => {
    running = npmRun('serve', { ...DEVELOPMENT_APP, HOST: '127.0.0.1', PORT: '0' });
    const [, port = ''] = await running.printed(/answers at http:\/\/127\.0\.0\.1:(\d+)\//);
    const health = `http://127.0.0.1:${port}/healthz`;
    expect(await isUp(health)).toBe(true);
    process.kill(running.pid, 'SIGTERM');
    expect(await running.ended()).toBe(0);
    expect(await isUp(health)).toBe(false);
  });

  test('`npm run serve` treats two SIGTERMs from a process group as one', async () => {
    running = npmRun('serve', { ...DEVELOPMENT_APP, HOST: '127.0.0.1', PORT: '0' });
    await running.printed(/answers at (\S+)/);
    running.signalGroup('SIGTERM');
    expect(await running.ended()).toBe(0);
  });
});
