import { expect, test } from 'vitest';
import { composeEndpoint } from '../test-support/compose-endpoint.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { signInstance } from '../test-support/sign-instance.ts';
import { createEventLog } from './event-log.ts';
import type { LogFields } from './log.ts';
import { createObserver } from './observer.ts';

interface Line {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

function setUp() {
  const clock = createFakeClock();
  const lines: Line[] = [];
  const events = createEventLog((level, message, fields) => {
    lines.push({ level, message, fields });
  }, clock);
  return { clock, lines, events };
}

test('a missing permission is logged as an error with its name, once a second', async () => {
  const { clock, lines, events } = setUp();
  const report = () => {
    events.report({ kind: 'permission_missing', permission: 'Manage Your App' });
  };
  report();
  expect(lines).toEqual([
    {
      level: 'error',
      message: 'the app lacks a permission',
      fields: { permission: 'Manage Your App', suppressed: undefined },
    },
  ]);
  for (let n = 0; n < 50; n += 1) report();
  await clock.advance(999);
  report();
  expect(lines).toHaveLength(1);
  await clock.advance(1);
  report();
  expect(lines[1]?.fields).toMatchObject({ suppressed: 51 });
});

test('a 403 from Wix for a missing permission is logged with its name, not as a refusal of the visitor', async () => {
  const lines: Line[] = [];
  const { send } = composeEndpoint({
    answers: { getAppInstance: () => Promise.resolve({ kind: 'forbidden' }) },
    observer: (runtime) =>
      createObserver({
        ...runtime,
        log: (level, message, fields) => lines.push({ level, message, fields }),
      }),
  });
  for (let site = 0; site < 20; site += 1) {
    const authorization = signInstance({ instanceId: `i-${site}` });
    expect((await send({ authorization })).status).toBe(502);
  }
  const [permission, ...others] = lines.filter(({ level }) => level === 'error');
  expect(permission?.message).toBe('the app lacks a permission');
  expect(permission?.fields).toMatchObject({
    permission: 'Manage Your App (SCOPE.DC.MANAGE-YOUR-APP)',
  });
  expect(others).toEqual([]);
});
