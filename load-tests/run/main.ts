import { createEnding } from './end-everything.ts';
import { endOnSignals } from './end-on-signals.ts';
import { EXIT_CODES } from './judge-run.ts';
import { diffSummaries } from './diff-summaries.ts';
import { parseArguments, USAGE } from './parse-arguments.ts';
import { readSummary } from './read-summary.ts';
import { renderDiff } from './render-diff.ts';
import { runCompare } from './run-compare.ts';

/* `npm run load`: see USAGE, and load-tests/README.md. */
