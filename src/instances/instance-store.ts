import { type Clock, elapsedMs, type Moment, momentOf } from '../resilience/clock.ts';
import { createTtlCache } from '../resilience/ttl-cache.ts';
import type { InstanceEntry } from './instance-entry.ts';

/** The share of freshness that is jitter: entries that were loaded together must not expire together. */
const JITTER = 0.1;

/** An entry with its times on this process's clocks. */
export interface StoredEntry extends InstanceEntry, Moment {
  /** When its load began, on the monotonic clock. */
  readonly loadBeganMs: number;
  /** How long it is fresh from its moment on. */
  readonly freshMs: number;
}

export interface InstanceStore {
  get(instanceId: string, now: Moment): StoredEntry | undefined;
  /** Like `get`, but by the monotonic clock alone. Does not count as a use. */
  has(instanceId: string, nowMs: number): boolean;
  /** Whether the instance was unknown to the upstream a moment ago. */
  isUnknown(instanceId: string, now: Moment): boolean;
  /** Gives a loaded entry its times. It is not stored yet. */
  stamp(entry: InstanceEntry, loadBeganMs: number): StoredEntry;
  /** Stores the entry, unless the result of a later load is stored. Returns whether it stored. */
  put(instanceId: string, entry: StoredEntry): boolean;
  /** Replaces the entry by a negative one, unless the result of a later load is stored. */
  putUnknown(instanceId: string, loadBeganMs: number): boolean;
  delete(instanceId: string): void;
  readonly size: number;
}

interface NegativeEntry extends Moment {
  readonly loadBeganMs: number;
}

/** Entries and negative entries, bounded and apart, so that unknown ids cannot evict real instances. */
export function createInstanceStore(options: {
  readonly max: number;
  readonly ttlMs: number;
  /** How long an entry is kept after its freshness. */
  readonly keepStaleMs: number;
  readonly negativeTtlMs: number;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}): InstanceStore {
  const { max, ttlMs, keepStaleMs, negativeTtlMs, clock, random } = options;
  const entries = createTtlCache<StoredEntry>(max);
  const negatives = createTtlCache<NegativeEntry>(max);

  function isOvertaken(instanceId: string, loadBeganMs: number): boolean {
    const nowMs = clock.monotonicMs();
    const stored = entries.get(instanceId, nowMs) ?? negatives.get(instanceId, nowMs);
    return stored !== undefined && stored.loadBeganMs > loadBeganMs;
  }

  return {
    get(instanceId, now) {
      const entry = entries.get(instanceId, now.monotonicMs);
      return entry && elapsedMs(entry, now) < entry.freshMs + keepStaleMs ? entry : undefined;
    },
    has: (instanceId, nowMs) => entries.has(instanceId, nowMs),
    isUnknown(instanceId, now) {
      const negative = negatives.get(instanceId, now.monotonicMs);
      return negative !== undefined && elapsedMs(negative, now) < negativeTtlMs;
    },
    stamp(entry, loadBeganMs) {
      const jitter = 1 + JITTER * (2 * random() - 1);
      return { ...entry, ...momentOf(clock), loadBeganMs, freshMs: ttlMs * jitter };
    },
    put(instanceId, entry) {
      if (isOvertaken(instanceId, entry.loadBeganMs)) return false;
      negatives.delete(instanceId);
      return entries.set(instanceId, entry, entry.freshMs + keepStaleMs, entry.monotonicMs);
    },
    putUnknown(instanceId, loadBeganMs) {
      if (isOvertaken(instanceId, loadBeganMs)) return false;
      entries.delete(instanceId);
      const now = momentOf(clock);
      return negatives.set(instanceId, { ...now, loadBeganMs }, negativeTtlMs, now.monotonicMs);
    },
    delete(instanceId) {
      entries.delete(instanceId);
      negatives.delete(instanceId);
    },
    get size() {
      return entries.size;
    },
  };
}

/** Age and the rest of its freshness, in milliseconds. The rest is negative once the entry is stale. */
export function timesOf(entry: StoredEntry, now: Moment): { ageMs: number; ttlMs: number } {
  const ageMs = elapsedMs(entry, now);
  return { ageMs, ttlMs: entry.freshMs - ageMs };
}
