interface Common {
  readonly exec: string;
  /** As in `3s`, from the start of the run. */
  readonly startTime?: string;
  readonly gracefulStop: string;
  readonly tags?: { readonly phase: string };
}

interface Arrival extends Common {
  readonly timeUnit: string;
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

/** The scenarios of k6 that this traffic needs, in k6's own form. k6's types are not imported here. */
export type Scenario =
  | (Arrival & {
      readonly executor: 'constant-arrival-rate';
      readonly rate: number;
      readonly duration: string;
    })
  | (Arrival & {
      readonly executor: 'ramping-arrival-rate';
      readonly startRate: number;
      readonly stages: { target: number; duration: string }[];
    })
  | (Common & {
      readonly executor: 'per-vu-iterations';
      readonly vus: number;
      readonly iterations: number;
      readonly maxDuration: string;
    });
