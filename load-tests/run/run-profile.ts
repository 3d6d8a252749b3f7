import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildNodeIfStale, NODE_ENTRY, TELEMETRY_ENTRY } from '../../scripts/build-node.ts';
import { startControlServer } from './control-server.ts';
import type { Ending } from './end-everything.ts';
import { EXIT_CODES, findInvalidReasons, judge } from './judge-run.ts';
import { K6_CORES, k6Arguments } from './k6-arguments.ts';
import type { RunOptions } from './parse-arguments.ts';
import { findProvenance } from './provenance.ts';
import { renderSummary } from './render-summary.ts';
import { makeResultsFolder } from './results-folder.ts';
import { runK6 } from './run-k6.ts';
import { startStack, type Stack } from './start-stack.ts';
import { summarizeUpstream } from './summarize-upstream.ts';
import { SUMMARY_VERSION, type Summary } from './summary.ts';
import { watchUsage } from './watch-usage.ts';

export interface Surroundings {
  readonly k6: { readonly binary: string; readonly version: string };
  readonly ending: Ending;
  readonly signal: AbortSignal;
  readonly isTerminal: boolean;
  readonly say: (line: string) => void;
}
