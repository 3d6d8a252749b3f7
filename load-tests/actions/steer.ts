import { sleep } from 'k6';
import http from 'k6/http';
import type { Scenario } from '../traffic/scenario.ts';
import { scriptErrors } from './meters.ts';

/** What the profile does to the server or the emulator while visitors come. */
export interface Step {
  /** Seconds from the start of the run. */
  readonly at: number;
  readonly method: 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: unknown;
}

/** The scenario of the one virtual user who takes the steps. */
export function director(exec: string, seconds: number): Scenario {
  return {
    exec,
    executor: 'per-vu-iterations',
    vus: 1,
    iterations: 1,
    maxDuration: `${seconds}s`,
    gracefulStop: '0s',
  };
}

/** Takes the steps in time. A refused step counts as a script error, because the profile would then test nothing. */
export function steer(steps: readonly Step[]): void {
  const startedAt = Date.now();
  for (const { at, method, url, body } of steps) {
    sleep(Math.max(0, at - (Date.now() - startedAt) / 1000));
    const { status } = http.request(method, url, body === undefined ? null : JSON.stringify(body), {
      headers: { 'Content-Type': 'application/json' },
      timeout: '30s',
    });
    if (status === 200) continue;
    scriptErrors.add(true);
    console.error(`${method} ${url} returned ${status}`);
  }
}
