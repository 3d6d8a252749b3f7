import { findK6 } from '../k6/k6-binary.ts';
import { PROFILE_NAMES, type ProfileName } from '../../plan.ts';
import { PLANS } from '../../plans.ts';
import { diffSummaries } from '../compare/diff-summaries.ts';
import { createEnding } from '../supervise/end-everything.ts';
import { endOnSignals } from '../supervise/end-on-signals.ts';
import { inspectProfiles } from '../k6/inspect-profiles.ts';
import { type Command, parseArguments, type RunOptions, USAGE } from './parse-arguments.ts';
import { readSummary } from '../judge/read-summary.ts';
import { refuseOrigin } from './refuse-origin.ts';
import { renderDiff } from '../render/render-diff.ts';
import { renderFigures } from '../render/render-figures.ts';
import { runCompare } from '../compare/run-compare.ts';
import { runProfile, type Surroundings } from './run-profile.ts';
import type { Summary } from '../judge/summary.ts';

/* `npm run load`: see USAGE, and load-tests/README.md. */

const say = (line: string) => console.log(line);

process.exitCode = await obey(parseArguments(process.argv.slice(2), PROFILE_NAMES, process.env));

async function obey(command: Command): Promise<number> {
  switch (command.kind) {
    case 'list':
      for (const name of PROFILE_NAMES) say(`${name.padEnd(12)} ${PLANS[name].question}`);
      say(
        `${'compare'.padEnd(12)} What does it gain over the documentation’s example?\n\n${USAGE}`,
      );
      return 0;
    case 'wrong':
      return refuse(`${command.fault}\n\n${USAGE}`);
    case 'diff':
      return diff(command.before, command.after);
    case 'figures':
      return figures(command.files);
    case 'inspect':
      return withK6((around) => inspectProfiles(around.k6.path, PROFILE_NAMES, say));
    case 'compare':
      return withK6((around) => runCompare(command.options, around));
    case 'run':
      return run(command.profile as ProfileName, command.options);
  }
}

async function run(profile: ProfileName, options: RunOptions): Promise<number> {
  const plan = PLANS[profile];
  if (options.baseUrl !== undefined) {
    const refusal = refuseOrigin(options.baseUrl, options.iOwnThis);
    if (refusal !== undefined) return refuse(refusal);
    const { emulator, restart } = plan.needs;
    if (emulator || restart) {
      const lacks = emulator ? 'an emulator to steer' : 'a server that it can restart';
      return refuse(`${profile} needs ${lacks}: run it without --base-url and BASE_URL`);
    }
  }
  return withK6((around) => runProfile(plan, options, around));
}

/** Finds k6 and, whatever becomes of the run, ends everything that was started. */
async function withK6(use: (around: Surroundings) => Promise<number>): Promise<number> {
  const ending = createEnding();
  const signal = endOnSignals(ending);
  try {
    const found = await findK6({ env: process.env, say });
    if (found.kind === 'missing') return refuse(found.howToGet);
    const k6 = { path: found.path, version: found.version };
    const isTerminal = process.stdout.isTTY;
    return await use({ k6, ending, signal, isTerminal, env: process.env, say });
  } catch (error) {
    return refuse(
      `The run could not be made: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    const late = await ending.endAll();
    if (late.length > 0) console.error(`Killed, for it did not end in time: ${late.join(', ')}`);
  }
}

function diff(before: string, after: string): number {
  const [was, is] = [readSummary(before), readSummary(after)];
  if ('fault' in was) return refuse(was.fault);
  if ('fault' in is) return refuse(is.fault);
  const found = diffSummaries(was, is);
  say(renderDiff(was, is, found));
  return found.worse ? 1 : 0;
}

function figures(files: readonly string[]): number {
  const summaries: Summary[] = [];
  for (const file of files) {
    const summary = readSummary(file);
    if ('fault' in summary) return refuse(summary.fault);
    summaries.push(summary);
  }
  say(renderFigures(summaries));
  return 0;
}

function refuse(why: string): number {
  console.error(why);
  return 2;
}
