import { spawnSync } from 'node:child_process';
import { buildCollector } from '../tools/build-collector.ts';

/** These tests require the real tools and fail without them. */
export function setup(): void {
  for (const tool of ['prometheus', 'promtool']) {
    if (spawnSync(tool, ['--version']).error) {
      throw new Error(
        `\`${tool}\` is not on PATH; install it with \`apt-get install prometheus\`.`,
      );
    }
  }
  buildCollector();
}
