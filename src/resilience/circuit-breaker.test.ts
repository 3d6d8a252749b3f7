import { describe, expect, it } from 'vitest';
import { failed, type Asked, type UpstreamFailure } from './failure.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-upstream.ts';
import { createCircuit } from './circuit-breaker.ts';

type Answer = Asked<string>;

const WELL: Answer = { kind: 'answered', value: 'well' };
const DOWN = failed({ kind: 'error', reason: 'status', status: 500 });
const circuitOpen = (retryAfterSeconds: number) =>
  failed({ kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds });

function setUp() {
  const clock = createFakeClock();
  const circuit = createCircuit(clock);
  const call = (answer: Answer) => circuit.guard(() => Promise.resolve(answer));
  return {
    circuit,
    call,
    callTimes: async (times: number, answer: Answer) => {
      for (let i = 0; i < times; i += 1) await call(answer);
    },
    advance: clock.advance,
    /** Puts the wall clock elsewhere. */
    jump: clock.jump,
  };
}

describe('the circuit', () => {
  it.each<UpstreamFailure>([
    { kind: 'timeout' },
    { kind: 'error', reason: 'network' },
    { kind: 'error', reason: 'not_json' },
    { kind: 'error', reason: 'status', status: 500 },
    { kind: 'error', reason: 'status', status: 503 },
  ])('opens after ten outages, and then no call is made: %o', async (failure) => {
    const { circuit, call, callTimes } = setUp();
    await callTimes(9, failed(failure));
    expect(circuit.state).toBe('closed');
    expect(await call(failed(failure))).toEqual(failed(failure));
    expect(circuit.state).toBe('open');

    let made = 0;
    const refused = await circuit.guard(() => {
      made += 1;
      return Promise.resolve(WELL);
    });
    expect(refused).toEqual(circuitOpen(5));
    expect(made).toBe(0);
  });

  it.each<object>([
    failed({ kind: 'error', reason: 'status', status: 400 }),
    failed({ kind: 'error', reason: 'status', status: 401 }),
    failed({ kind: 'error', reason: 'status', status: 403 }),
    failed({ kind: 'error', reason: 'status', status: 404 }),
    failed({ kind: 'rate_limited', retryAfterSeconds: 20, asked: true }),
    { kind: 'not_found' },
    { kind: 'unauthorized' },
    { kind: 'answered', value: { active: false } },
    WELL,
  ])('stays closed after a hundred of what is no outage: %o', async (answer) => {
    const { circuit, callTimes } = setUp();
    await callTimes(100, answer as Answer);
    expect(circuit.state).toBe('closed');
  });

  it('opens when more than half of the calls fail, and not at half', async () => {
    const { circuit, callTimes } = setUp();
    await callTimes(10, WELL);
    await callTimes(10, DOWN);
    expect(circuit.state).toBe('closed');
    await callTimes(1, DOWN);
    expect(circuit.state).toBe('open');
  });

  it('counts in attempts, not in seconds: a quiet site opens it too', async () => {
    const { circuit, call, advance } = setUp();
    for (let i = 0; i < 10; i += 1) {
      await call(DOWN);
      await advance(60_000);
    }
    expect(circuit.state).toBe('open');
  });

  it('opens as soon after an hour of good calls, whatever the wall clock does', async () => {
    const { circuit, callTimes, jump } = setUp();
    await callTimes(10_000, WELL);
    jump(-3_600_000);
    await callTimes(25, DOWN);
    expect(circuit.state).toBe('closed');
    await callTimes(1, DOWN);
    expect(circuit.state).toBe('open');
  });

  it('says how long it stays open', async () => {
    const { call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(1_500);
    expect(await call(WELL)).toEqual(circuitOpen(4));
    await advance(3_499);
    expect(await call(WELL)).toEqual(circuitOpen(1));
  });

  it('lets one call through after five seconds, and closes when that goes well', async () => {
    const { circuit, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(4_999);
    expect(await call(WELL)).toEqual(circuitOpen(1));
    await advance(1);

    const probe = Promise.withResolvers<Answer>();
    const asked = circuit.guard(() => probe.promise);
    expect(circuit.state).toBe('half_open');
    // The others are not made to wait for what it finds.
    expect(await call(WELL)).toEqual(circuitOpen(5));

    probe.resolve(WELL);
    expect(await asked).toEqual(WELL);
    expect(circuit.state).toBe('closed');
    expect(await call(WELL)).toEqual(WELL);
  });

  it('sends another probe when the first does not come back', async () => {
    const { circuit, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    void circuit.guard(() => never<Answer>());
    await advance(4_999);
    expect(await call(WELL)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await call(WELL)).toEqual(WELL);
    expect(circuit.state).toBe('closed');
  });

  it('goes by the newest probe when an older one comes back late', async () => {
    const { circuit, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    const late = Promise.withResolvers<Answer>();
    const first = circuit.guard(() => late.promise);
    await advance(5_000);
    expect(await call(WELL)).toEqual(WELL);
    late.resolve(DOWN);
    await first;
    expect(circuit.state).toBe('closed');
  });

  it('is not closed by a probe for which Wix was not even asked', async () => {
    const { circuit, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    await call(failed({ kind: 'rate_limited', retryAfterSeconds: 9, asked: false }));
    expect(circuit.state).toBe('open');
  });

  it('stays open when the probe is a bug', async () => {
    const { circuit, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    await expect(circuit.guard(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow();
    expect(circuit.state).toBe('open');
  });

  it('is not opened again by what set out before a probe went well', async () => {
    const { circuit, call, callTimes, advance } = setUp();
    const late = Promise.withResolvers<Answer>();
    const setOut = Array.from({ length: 20 }, () => circuit.guard(() => late.promise));
    await callTimes(10, DOWN);
    late.resolve(DOWN);
    await Promise.all(setOut);
    await advance(5_000);
    expect(await call(WELL)).toEqual(WELL);
    expect(circuit.state).toBe('closed');
  });

  it('stays open for another five seconds when the probe fails', async () => {
    const { circuit, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    expect(await call(DOWN)).toEqual(DOWN);
    expect(circuit.state).toBe('open');
    expect(await call(WELL)).toEqual(circuitOpen(5));
    await advance(4_999);
    expect(await call(WELL)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await call(WELL)).toEqual(WELL);
    expect(circuit.state).toBe('closed');
  });

  it('takes a refusal for a good sign: whoever refuses is there', async () => {
    const { circuit, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    await call(failed({ kind: 'error', reason: 'status', status: 401 }));
    expect(circuit.state).toBe('closed');
  });

  it('starts counting anew once it has closed', async () => {
    const { circuit, call, callTimes, advance } = setUp();
    await callTimes(10, DOWN);
    await advance(5_000);
    await call(WELL);
    await callTimes(8, DOWN);
    expect(circuit.state).toBe('closed');
  });

  it('is probed after five seconds though the wall clock was put back an hour', async () => {
    const { circuit, call, callTimes, advance, jump } = setUp();
    await callTimes(10, DOWN);
    jump(-3_600_000);
    await advance(4_999);
    expect(await call(WELL)).toEqual(circuitOpen(1));
    await advance(1);
    expect(await call(WELL)).toEqual(WELL);
    expect(circuit.state).toBe('closed');
  });

  it('is probed again and again while the wall clock is an hour back', async () => {
    const { call, callTimes, advance, jump } = setUp();
    await callTimes(10, DOWN);
    for (let probe = 0; probe < 3; probe += 1) {
      jump(-3_600_000);
      expect(await call(WELL)).toEqual(circuitOpen(5));
      await advance(5_000);
      expect(await call(DOWN)).toEqual(DOWN);
    }
    await advance(5_000);
    expect(await call(WELL)).toEqual(WELL);
  });

  it('hands a bug on, and counts it neither for Wix nor against it', async () => {
    const { circuit, callTimes } = setUp();
    for (let i = 0; i < 20; i += 1) {
      await expect(circuit.guard(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow(
        'a bug',
      );
    }
    expect(circuit.state).toBe('closed');
    await callTimes(10, DOWN);
    expect(circuit.state).toBe('open');
  });
});
