import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REALISTIC_LATENCY } from '../emulator/world/latency.ts';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { readConfig } from '../src/config.ts';
import { PROFILE_NAMES } from './plan.ts';
import { PLANS } from './plans.ts';

describe.each(PROFILE_NAMES)('%s', (name) => {
  const plan = PLANS[name];

  it('is planned under its own name, shorter for CI', () => {
    expect(plan.name).toBe(name);
    expect(plan.short.durationSeconds).toBeLessThanOrEqual(25);
    expect(plan.short.durationSeconds).toBeLessThan(plan.defaults.durationSeconds);
  });

  it('says in its file the question that the plan says', () => {
    const file = readFileSync(new URL(`profiles/${name}.ts`, import.meta.url), 'utf8');
    expect(file.split('\n')[0]).toBe(`/* ${plan.question} */`);
    expect(plan.question).toMatch(/\?$/);
  });

  it('gives the server an environment that it takes', () => {
    const env: Record<string, string | undefined> = { ...DEVELOPMENT_APP, ...plan.server };
    expect(() => readConfig((variable) => env[variable])).not.toThrow();
  });

  it("has the emulator's latency where it names none of its own", () => {
    expect(plan.latency).toEqual(REALISTIC_LATENCY);
  });
});
