import { PROFILE_NAMES, type ProfileName } from '../../plan.ts';
import { PLANS } from '../../plans.ts';
import { diffSummaries } from '../judge/diff-summaries.ts';
import { runCompare } from '../compare/run-compare.ts';
import { readSummary } from '../judge/read-summary.ts';
import type { Summary } from '../judge/summary.ts';
import { inspectProfiles } from '../k6/inspect-profiles.ts';
import { findK6 } from '../k6/k6-binary.ts';
import { renderDiff } from '../render/render-diff.ts';
import { renderFigures } from '../render/render-figures.ts';
import type { RunOptions } from '../run-options.ts';
import { createEnding } from '../supervise/end-everything.ts';
import { endOnSignals } from '../supervise/end-on-signals.ts';
import type { Finished, Surroundings } from '../supervise/surroundings.ts';
import { type Command, parseArguments, USAGE } from './parse-arguments.ts';
import { reachServer } from './reach-server.ts';
import { refuseOrigin } from './refuse-origin.ts';
import { runProfile } from './run-profile.ts';

/* `npm run load`: see USAGE, and load-tests/README.md. */

const print = (line: string) => console.log(line);

process.exitCode = await obey(parseArguments(process.argv.slice(2), PROFILE_NAMES, process.env));

async function obey(command: Command): Promise<number> {
  switch (command.kind) {
    case 'list':
      for (const name of PROFILE_NAMES) print(`${name.padEnd(12)} ${PLANS[name].question}`);
      print(
        `${'compare'.padEnd(12)} How does this server compare with the documentation’s example?\n\n${USAGE}`,
      );
      return 0;
    case 'wrong':
      return refuse(`${command.fault}\n\n${USAGE}`);
    case 'diff':
      return diff(command.before, command.after);
    case 'figures':
      return figures(command.files);
    case 'inspect':
      return withK6(async ({ k6 }) => ({
        exitCode: await inspectProfiles(k6.path, PROFILE_NAMES, print),
      }));
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
      const lacks = emulator ? 'an emulator to control' : 'a server that it can restart';
      return refuse(`${profile} needs ${lacks}: run it without --base-url and BASE_URL`);
    }
    const unreachable = await reachServer(options.baseUrl);
    if (unreachable !== undefined) return refuse(unreachable);
  }
  return withK6((around) => runProfile(plan, options, around));
}

/** Finds k6, ends everything that the run started, and prints the verdict last. */
async function withK6(use: (around: Surroundings) => Promise<Finished>): Promise<number> {
  const ending = createEnding();
  const signal = endOnSignals(ending);
  const finished = await attempt(ending, signal, use);
  const late = await ending.endAll();
  if (late.length > 0) console.error(`Killed after the time limit: ${late.join(', ')}`);
  if (finished.verdictLine !== undefined) print(`\n${finished.verdictLine}`);
  return finished.exitCode;
}

async function attempt(
  ending: Surroundings['ending'],
  signal: AbortSignal,
  use: (around: Surroundings) => Promise<Finished>,
): Promise<Finished> {
  try {
    const found = await findK6({ env: process.env, print });
    if (found.kind === 'missing') return { exitCode: refuse(found.howToGet) };
    const k6 = { path: found.path, version: found.version };
    const isTerminal = process.stdout.isTTY;
    return await use({ k6, ending, signal, isTerminal, env: process.env, print });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { exitCode: refuse(`The run failed: ${why}`) };
  }
}

function diff(before: string, after: string): number {
  const [was, is] = [readSummary(before), readSummary(after)];
  if ('fault' in was) return refuse(was.fault);
  if ('fault' in is) return refuse(is.fault);
  const found = diffSummaries(was, is);
  print(renderDiff(was, is, found));
  return found.worse ? 1 : 0;
}

function figures(files: readonly string[]): number {
  const summaries: Summary[] = [];
  for (const file of files) {
    const summary = readSummary(file);
    if ('fault' in summary) return refuse(summary.fault);
    summaries.push(summary);
  }
  print(renderFigures(summaries));
  return 0;
}

function refuse(why: string): number {
  console.error(why);
  return 2;
}
