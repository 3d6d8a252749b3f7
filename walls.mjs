import { dirname, relative, resolve } from 'node:path';

/**
 * The walls between rooms: what each folder may import besides itself. The longest `room` that a file is
 * in applies. ESLint enforces the table; `test/structure/walls.test.ts` breaches each wall once.
 *
 * @typedef {object} Wall
 * @property {string} room a folder, with a slash at its end, or one file
 * @property {readonly string[]} [may] other rooms, as folders or files
 * @property {readonly string[]} [packages] names of packages; `node:` stands for all of Node's modules
 * @property {string} because completes the message
 */

const CORE =
  'The core knows neither Wix, Redis, OpenTelemetry, Node nor Astro; compose.ts brings them.';
const PAGES = 'Every page loads it, so it stays small and needs nothing of the server.';

/** Folders of the load tests, lowest first: those that k6 and Node share, and k6's own. */
const LOAD_MODEL = ['plan.ts', 'traffic/', 'answers/', 'k6-result/', 'thresholds/', 'plans.ts'];
const LOAD_SCRIPTS = ['script/', 'actions/', 'profiles/'];

/** @type {readonly Wall[]} */
export const WALLS = [
  {
    room: 'src/resilience/',
    because: 'Resilience knows nothing of tokens, instances or Wix.',
  },
  {
    room: 'src/resilience/ttl-cache.ts',
    may: ['src/resilience/'],
    packages: ['lru-cache'],
    because: 'It is the only module that knows lru-cache, as a bounded store.',
  },
  { room: 'src/tracing/', may: ['src/resilience/'], because: CORE },
  { room: 'src/identity/', may: ['src/tracing/', 'src/resilience/'], because: CORE },
  {
    room: 'src/instances/',
    may: ['src/identity/', 'src/tracing/', 'src/resilience/'],
    because: CORE,
  },
  {
    room: 'src/endpoint/',
    may: ['src/instances/', 'src/identity/', 'src/tracing/', 'src/resilience/'],
    because: CORE,
  },
  {
    room: 'src/wix/',
    may: ['src/instances/', 'src/identity/', 'src/tracing/', 'src/resilience/'],
    packages: ['@wix/'],
    because:
      'It implements the ports of the core, on any runtime, and is observed through the scope.',
  },
  {
    room: 'src/telemetry/',
    may: [
      'src/endpoint/',
      'src/instances/',
      'src/identity/',
      'src/tracing/',
      'src/resilience/',
      'src/process-slots.ts',
      'src/read-variable.ts',
      'src/version.ts',
    ],
    packages: ['@opentelemetry/'],
    because: 'Telemetry knows no host and no Wix; only it knows OpenTelemetry.',
  },
  {
    room: 'src/telemetry/node/',
    may: ['src/telemetry/', 'src/resilience/', 'src/process-slots.ts', 'src/version.ts'],
    packages: ['@opentelemetry/', 'node:fs'],
    because: 'The preload of the Node server configures the SDK and knows nothing of the endpoint.',
  },
  {
    room: 'src/compose.ts',
    may: [
      'src/config.ts',
      'src/node-crypto.ts',
      'src/endpoint/',
      'src/instances/',
      'src/identity/',
      'src/tracing/',
      'src/resilience/',
      'src/wix/',
      'src/telemetry/',
    ],
    because: 'It wires the rooms and knows no host.',
  },
  {
    room: 'src/config.ts',
    may: [
      'src/origin.ts',
      'src/read-variable.ts',
      'src/telemetry/otel/read-sampler.ts',
      'src/wix/redirect-wix-calls.ts',
    ],
    because: 'It reads the environment and nothing else.',
  },
  {
    room: 'src/node-crypto.ts',
    may: ['src/wix/token-formats/prove-signed-instance.ts'],
    packages: ['node:crypto'],
    because: 'Of Node it needs only node:crypto, which Workers have too.',
  },
  { room: 'src/origin.ts', because: 'Hosts, builds and widgets all import it.' },
  { room: 'src/process-slots.ts', because: 'All bundles import it.' },
  { room: 'src/read-variable.ts', because: 'All bundles import it.' },
  { room: 'src/version.ts', because: 'All bundles import it.' },
  {
    room: 'src/hosts/',
    may: [
      'src/compose.ts',
      'src/config.ts',
      'src/node-crypto.ts',
      'src/process-slots.ts',
      'src/version.ts',
      'src/endpoint/',
      'src/resilience/',
      'src/telemetry/',
      'src/tracing/',
      'src/wix/',
    ],
    packages: ['#keep-alive'],
    because: 'What all hosts share runs on each of them.',
  },
  {
    room: 'src/hosts/web/',
    may: ['src/endpoint/'],
    because: 'It speaks Request and Response, and runs wherever these are.',
  },
  {
    room: 'src/hosts/node/',
    may: [
      'src/hosts/built-for.ts',
      'src/hosts/console-to-log.ts',
      'src/hosts/process-app.ts',
      'src/hosts/report-bug.ts',
      'src/config.ts',
      'src/endpoint/',
      'src/process-slots.ts',
      'src/read-variable.ts',
      'src/telemetry/',
    ],
    packages: ['node:', 'pino', 'pino-pretty'],
    because: 'The Node server knows neither Astro nor Wix.',
  },
  {
    room: 'src/hosts/workers/',
    may: ['src/config.ts', 'src/read-variable.ts', 'src/telemetry/'],
    packages: ['cloudflare:workers', '#keep-alive'],
    because: 'Workers have no Node server and no file system.',
  },
  {
    room: 'src/hosts/astro/',
    may: [
      'src/hosts/built-for.ts',
      'src/hosts/process-app.ts',
      'src/hosts/report-bug.ts',
      'src/hosts/web/',
      'src/config.ts',
      'src/endpoint/',
      'src/read-variable.ts',
    ],
    packages: ['astro', 'astro:', 'vite', '#host', 'node:fs', 'node:url'],
    because: 'Only this room and src/pages/ know Astro.',
  },
  {
    room: 'src/pages/',
    may: ['src/hosts/astro/'],
    packages: ['astro'],
    because: 'A page is a door of 15 lines at most.',
  },
  {
    room: 'src/browser/',
    may: ['src/resilience/clock.ts'],
    because: PAGES,
  },
  {
    room: 'src/extensions/',
    may: ['src/browser/', 'src/resilience/clock.ts', 'src/origin.ts'],
    packages: ['@wix/', 'react', 'react-dom'],
    because: 'A widget runs on a page and calls the endpoint through src/browser/.',
  },
  {
    room: 'src/extensions.ts',
    may: ['src/extensions/'],
    packages: ['@wix/astro'],
    because: 'It lists the extensions for `wix build`.',
  },

  {
    room: 'emulator/',
    packages: ['node:', 'hono', '@hono/node-server'],
    because: 'The emulator must not repeat the bugs of the code that it tests.',
  },
  {
    room: 'emulator/instances/',
    may: ['emulator/bad-input.ts'],
    because: 'The data of an instance depends on its number only.',
  },
  {
    room: 'emulator/tokens/',
    may: ['emulator/instances/', 'emulator/development-app.ts'],
    packages: ['node:crypto'],
    because: 'A token format does not depend on the emulator’s state.',
  },
  {
    room: 'emulator/world/',
    may: [
      'emulator/tokens/',
      'emulator/instances/',
      'emulator/bad-input.ts',
      'emulator/development-app.ts',
    ],
    packages: ['lru-cache'],
    because: 'All state is in one place and knows no HTTP.',
  },
  {
    room: 'emulator/endpoints/',
    may: ['emulator/world/', 'emulator/tokens/', 'emulator/instances/'],
    packages: ['node:', 'hono', '@hono/node-server'],
    because: 'Wix’s behaviour and the test controls do not mix.',
  },
  {
    room: 'emulator/control/',
    may: ['emulator/world/', 'emulator/tokens/', 'emulator/instances/', 'emulator/bad-input.ts'],
    packages: ['hono'],
    because: 'Wix’s behaviour and the test controls do not mix.',
  },
  {
    room: 'emulator/demo-site/',
    may: ['emulator/control/', 'emulator/endpoints/', 'emulator/instances/', 'emulator/world/'],
    packages: ['node:', 'hono', 'esbuild', 'react', 'react-dom'],
    because: 'It loads built bundles only, as a Wix site does.',
  },
  {
    room: 'emulator/demo-site/browser/',
    packages: ['react', 'react-dom', 'uplot', '@wix/editor-platform-transport'],
    because: 'It runs in a page.',
  },
  ...LOAD_MODEL.map((part, floor) => ({
    room: `load-tests/${part}`,
    may: [
      ...LOAD_MODEL.slice(0, floor).map((below) => `load-tests/${below}`),
      'emulator/instances/',
      'emulator/tokens/',
      'emulator/world/',
      'src/endpoint/outcome.ts',
    ],
    because: 'k6 and Node both load it, so it imports neither.',
  })),
  ...LOAD_SCRIPTS.map((part, floor) => ({
    room: `load-tests/${part}`,
    may: [
      ...[...LOAD_MODEL, ...LOAD_SCRIPTS.slice(0, floor)].map((below) => `load-tests/${below}`),
      'emulator/development-app.ts',
      'emulator/instances/instance-id.ts',
      'emulator/tokens/access-token-format.ts',
      'emulator/tokens/token-claims.ts',
      'emulator/world/operations.ts',
    ],
    packages: ['k6'],
    because: 'k6 has no Node, and a load test sees the server only over HTTP.',
  })),
  {
    room: 'load-tests/run/',
    may: [...LOAD_MODEL.map((part) => `load-tests/${part}`), 'emulator/', 'scripts/'],
    packages: ['node:'],
    because: 'The runner is Node. It reads k6’s figures from a file.',
  },
  {
    room: 'load-tests/baseline/src/',
    packages: ['@wix/', 'astro'],
    because: 'It is the documented example, unchanged.',
  },
  {
    room: 'scripts/',
    may: [
      'emulator/development-app.ts',
      'emulator/demo-site/demo-options.ts',
      'src/config.ts',
      'src/extensions/identity-origin.ts',
    ],
    packages: ['node:', 'esbuild', 'autotel-devtools', 'pino-pretty', 'yaml'],
    because: 'Scripts start processes. They contain no logic of the endpoint.',
  },
  {
    room: 'bench/',
    may: ['emulator/', 'scripts/', 'src/', 'test/support/'],
    packages: ['node:', 'autocannon', '#keep-alive'],
    because: 'It measures the whole and belongs to no room.',
  },
  {
    room: 'observability/',
    packages: ['node:', 'prettier', 'yaml', 'vitest', '@grafana/grafana-foundation-sdk'],
    because: 'Rules and dashboard are data.',
  },
  {
    room: 'observability/prove/',
    may: ['observability/', 'scripts/free-port.ts', 'test/support/'],
    packages: ['node:', 'vitest', 'yaml'],
    because: 'Only the proofs start processes.',
  },
];

const isTest = (file) => /\.test\.tsx?$|(^|\/)test-support\//.test(file);
const isIn = (path, room) => (room.endsWith('/') ? path.startsWith(room) : path === room);

/** @returns {Wall | undefined} */
export function wallOf(file) {
  return WALLS.filter(({ room }) => !isTest(file) && isIn(file, room)).sort(
    (a, b) => b.room.length - a.room.length,
  )[0];
}

/** Why `file` may not import `specifier`; undefined where it may. Paths are relative to the root. */
export function breachOf(file, specifier) {
  const wall = wallOf(file);
  if (!wall) return undefined;
  const { room, may = [], packages = [], because } = wall;
  const allowed = specifier.startsWith('.')
    ? [room, ...may].some((other) => isIn(relative('', resolve(dirname(file), specifier)), other))
    : packages.some((name) => specifier === name || isBelow(specifier, name));
  return allowed ? undefined : `${room} may not import '${specifier}'. ${because}`;
}

function isBelow(specifier, name) {
  return specifier.startsWith(/[:/]$/.test(name) ? name : `${name}/`);
}

/** The rule, for static and dynamic imports and for re-exports. */
export const walls = {
  rules: {
    rooms: {
      create(context) {
        const file = relative(context.cwd, context.filename);
        const check = ({ source }) => {
          const message = source?.type === 'Literal' && breachOf(file, String(source.value));
          if (message) context.report({ node: source, message });
        };
        return {
          ImportDeclaration: check,
          ImportExpression: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
        };
      },
    },
  },
};
