import type { Ending } from './end-everything.ts';

/** What a run finds when it begins. */
export interface Surroundings {
  readonly k6: { readonly path: string; readonly version: string };
  readonly ending: Ending;
  readonly signal: AbortSignal;
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
}

/** How a command ended. */
export interface Finished {
  readonly exitCode: number;
  /** Printed last, after everything that the run started has ended. */
  readonly verdictLine?: string;
}
