import { spawnSync } from 'node:child_process';
import { buildCollector } from '../tools/build-collector.ts';

/** What is proven here is proven with the real tools: without them, nothing passes. */
export function setup(): void {
  for (const tool of ['prometheus', 'promtool']) {
    if (spawnSync(tool, ['--version']).error) {
      throw new Error(`There is no \`${tool}\` on PATH: \`apt-get install prometheus\` brings it.`);
    }
  }
  buildCollector();
}
