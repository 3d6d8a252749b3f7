/** The usage of a process at one moment. */
export interface Sample {
  /** Monotonic ms. */
  readonly at: number;
  readonly cpuMicros: number;
  readonly rssBytes: number;
  readonly heapBytes?: number;
}

export interface UsageReport {
  /** Between the first and the last sample, restarts included. */
  readonly cpuMicros: number;
  /** As a share of one core; several threads can exceed 1. */
  readonly cpuShare: number;
  /** The busiest interval between two samples that are at least `STRETCH_MS` apart. */
  readonly cpuSharePeak: number;
  readonly rssBytes: { readonly first: number; readonly last: number; readonly max: number };
  /** The minimum in the first and in the last third, which is what garbage collection leaves. */
  readonly heapBytes?: { readonly early: number; readonly late: number; readonly max: number };
}

const STRETCH_MS = 900;

/** Undefined for fewer than two samples. */
export function summarizeUsage(samples: readonly Sample[]): UsageReport | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 2) return undefined;

  let cpuMicros = 0;
  let cpuSharePeak = 0;
  for (const [at, sample] of samples.entries()) {
    const before = samples[at - 1];
    if (before === undefined) continue;
    // A new process counts from 0.
    const used =
      sample.cpuMicros >= before.cpuMicros ? sample.cpuMicros - before.cpuMicros : sample.cpuMicros;
    cpuMicros += used;
    const ms = sample.at - before.at;
    if (ms >= STRETCH_MS) cpuSharePeak = Math.max(cpuSharePeak, used / (ms * 1000));
  }
  const rss = samples.map(({ rssBytes }) => rssBytes);
  const heap = samples.flatMap(({ heapBytes }) => (heapBytes === undefined ? [] : [heapBytes]));
  const third = Math.ceil(heap.length / 3);
  return {
    cpuMicros,
    cpuShare: cpuMicros / ((last.at - first.at) * 1000),
    cpuSharePeak,
    rssBytes: { first: first.rssBytes, last: last.rssBytes, max: Math.max(...rss) },
    ...(heap.length > 0 && {
      heapBytes: {
        early: Math.min(...heap.slice(0, third)),
        late: Math.min(...heap.slice(-third)),
        max: Math.max(...heap),
      },
    }),
  };
}

type Measured = Omit<Sample, 'at'>;

/** Samples once a second until it is stopped, then once more. */
export function watchUsage(measure: () => Promise<Measured | undefined>): {
  stop(): Promise<UsageReport | undefined>;
} {
  const samples: Sample[] = [];
  let under = Promise.resolve();
  const take = () => {
    under = under.then(async () => {
      const measured = await measure();
      if (measured !== undefined) samples.push({ at: performance.now(), ...measured });
    });
    return under;
  };
  void take();
  const timer = setInterval(() => void take(), 1_000).unref();
  return {
    async stop() {
      clearInterval(timer);
      await take();
      return summarizeUsage(samples);
    },
  };
}
