import type { Plan, ProfileName } from './plan.ts';

/** The emulator's own `REALISTIC_LATENCY`, in a file that k6 can import. */
const REALISTIC_LATENCY = { medianMs: 40, sigma: 0.5 };

/** A caller's sampled `traceparent` counts: so the slowest of the traced requests can be opened. */
const TRACED = { TRACE_TRUST_CALLER: 'true', OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
const EMULATED = { emulator: true, restart: false };

export const PLANS: Readonly<Record<ProfileName, Plan>> = {
  smoke: {
    name: 'smoke',
    question: 'Does everything answer as the contract says, looked at answer by answer?',
    defaults: { rate: 20, durationSeconds: 20 },
    short: { rate: 20, durationSeconds: 8 },
    server: TRACED,
    latency: REALISTIC_LATENCY,
    needs: { emulator: false, restart: false },
    fewestRequests: 200,
  },
  steady: {
    name: 'steady',
    question: 'What do visitors notice on an ordinary busy day?',
    defaults: { rate: 300, durationSeconds: 60 },
    short: { rate: 100, durationSeconds: 12 },
    server: TRACED,
    latency: REALISTIC_LATENCY,
    needs: { emulator: false, restart: false },
    fewestRequests: 1_000,
  },
  'flash-crowd': {
    name: 'flash-crowd',
    question: 'What happens when one site goes from 1 % to 80 % of the traffic within a second?',
    defaults: { rate: 400, durationSeconds: 45 },
    short: { rate: 150, durationSeconds: 15 },
    server: TRACED,
    latency: REALISTIC_LATENCY,
    needs: { emulator: false, restart: false },
    fewestRequests: 1_000,
  },
  stampede: {
    name: 'stampede',
    question: 'Does it cost one call each when the hottest instances expire while everyone asks?',
    defaults: { rate: 200, durationSeconds: 30 },
    short: { rate: 60, durationSeconds: 18 },
    shortestSeconds: 12,
    // Without stale values, so that an expiry is felt at once.
    server: {
      ...TRACED,
      INSTANCE_TTL_SECONDS: '3',
      INSTANCE_STALE_WHILE_REVALIDATE_SECONDS: '0',
      TOKEN_TTL_SECONDS: '3',
    },
    latency: REALISTIC_LATENCY,
    needs: EMULATED,
    fewestRequests: 500,
  },
  'cold-start': {
    name: 'cold-start',
    question: 'What does a restart under load cost the visitors, and Wix?',
    defaults: { rate: 200, durationSeconds: 45 },
    short: { rate: 80, durationSeconds: 20 },
    shortestSeconds: 17,
    server: TRACED,
    latency: REALISTIC_LATENCY,
    needs: { emulator: true, restart: true },
    fewestRequests: 1_000,
  },
  brownout: {
    name: 'brownout',
    question: 'What do visitors notice when Wix becomes slow, then fails, throttles, and recovers?',
    defaults: { rate: 100, durationSeconds: 60 },
    short: { rate: 40, durationSeconds: 24 },
    shortestSeconds: 17,
    // Old at once: what is served during the outage is served because Wix cannot be had.
    server: {
      ...TRACED,
      INSTANCE_TTL_SECONDS: '1',
      INSTANCE_STALE_WHILE_REVALIDATE_SECONDS: '1',
      INSTANCE_STALE_IF_ERROR_SECONDS: '3600',
      TOKEN_TTL_SECONDS: '5',
    },
    latency: REALISTIC_LATENCY,
    needs: EMULATED,
    fewestRequests: 1_000,
  },
  'bad-tokens': {
    name: 'bad-tokens',
    question: 'Does good traffic keep its latency beside three bad requests for each good one?',
    defaults: { rate: 50, durationSeconds: 40 },
    short: { rate: 10, durationSeconds: 16 },
    server: TRACED,
    latency: REALISTIC_LATENCY,
    needs: EMULATED,
    fewestRequests: 300,
  },
  editor: {
    name: 'editor',
    question: 'Do settings panels get all they may see, and visitors beside them nothing of it?',
    defaults: { rate: 50, durationSeconds: 30 },
    short: { rate: 30, durationSeconds: 10 },
    server: TRACED,
    latency: REALISTIC_LATENCY,
    needs: EMULATED,
    fewestRequests: 300,
  },
  soak: {
    name: 'soak',
    question: 'Do memory and latency stay flat over time?',
    defaults: { rate: 150, durationSeconds: 600 },
    short: { rate: 60, durationSeconds: 15 },
    // So small that both are full, and letting go of the oldest, in the first minute.
    server: { ...TRACED, INSTANCE_CACHE_MAX_ENTRIES: '2000', TOKEN_CACHE_MAX_ENTRIES: '2000' },
    latency: REALISTIC_LATENCY,
    needs: { emulator: false, restart: false },
    fewestRequests: 2_000,
  },
  breakpoint: {
    name: 'breakpoint',
    question: 'At how many page views a second does the first promise break?',
    defaults: { rate: 2_000, durationSeconds: 100 },
    short: { rate: 300, durationSeconds: 15 },
    server: TRACED,
    latency: REALISTIC_LATENCY,
    needs: { emulator: false, restart: false },
    fewestRequests: 500,
  },
};
