import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** An import wall: `files` may not import what matches `group`, and the message says why. */
function wall(name, files, patterns, ignores = []) {
  return {
    name: `wall: ${name}`,
    files,
    ignores: ['**/*.test.ts', ...ignores],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

const wix = {
  group: ['@wix/*'],
  message: 'Only src/wix/ speaks to Wix on the server, so that every call has a limit and is seen.',
};
const telemetry = {
  group: ['@opentelemetry/*'],
  message: 'Only src/telemetry/ knows OpenTelemetry: the core reports one outcome value.',
};
const astro = {
  group: ['astro', 'astro/*', 'astro:*'],
  message: 'Astro stays at the doors, so that a move to another host is a matter of a few files.',
};
const node = {
  group: ['node:*'],
  message: 'This runs on Workers too; what it needs of a runtime is handed to it.',
};
const lruCache = {
  group: ['lru-cache'],
  message: 'Only timed-store.ts knows lru-cache, as a bounded store and nothing more.',
};
const tools = {
  group: ['**/emulator/**', '**/test-support/**', '**/test/**'],
  message: 'What runs in production does not need the tools of development.',
};
const ownFolderAndClock = {
  regex: '^(?!\\./|\\.\\./resilience/clock\\.ts$)',
  message: 'Every page loads this: it stays small, and what it needs of Wix is handed to it.',
};
const theServer = {
  regex: '^(\\.\\./)+(?!browser/|site/|origin\\.ts$|resilience/clock\\.ts$)[^.]',
  message: 'A widget runs on a page: it asks the endpoint through src/browser/, and nothing else.',
};
const neitherRuntime = {
  group: ['k6', 'k6/*', 'node:*'],
  message: 'k6 and Node draw the same traffic: what it needs of either is handed to it.',
};
const onPages = ['src/browser/**', 'src/extensions/site/**'];
const ofNode = ['process', 'Buffer', 'global', 'setImmediate', 'require', '__dirname'];
const asHtml = 'What a site sends is text: it goes in by textContent, or as a child in JSX.';

const CORE = ['endpoint', 'identity', 'instances', 'resilience', 'tracing'].map(
  (room) => `src/${room}/**`,
);

export default defineConfig(
  globalIgnores(['**/dist', 'dist-node', '.wix', '**/.astro']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs'] } },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'off',
    },
  },
  {
    // What comes over the wire is `any` to a test, which is there to find out what it really is.
    files: ['**/*.test.ts', '**/test-support/**', 'test/**'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
    },
  },
  {
    // k6's types say `class` for what its scripts write as plain objects.
    files: ['load-tests/**'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  wall(
    'core',
    CORE,
    [wix, telemetry, astro, node, lruCache, tools],
    ['src/resilience/ttl-cache.ts'],
  ),
  {
    name: 'wall: no way around',
    files: CORE,
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression', message: 'What the core needs is handed to it.' },
      ],
    },
  },
  wall('wix', ['src/wix/**'], [telemetry, astro, node, lruCache, tools]),
  wall('web door', ['src/hosts/web/**'], [wix, telemetry, astro, node, lruCache, tools]),
  wall(
    'node door',
    ['src/hosts/node/**', 'src/hosts/workers/**', 'src/hosts/*.ts'],
    [wix, telemetry, astro, lruCache, tools],
  ),
  wall(
    'composition',
    ['src/compose.ts', 'src/config.ts', 'src/origin.ts'],
    [wix, telemetry, astro, lruCache, tools, node],
  ),
  wall('client', ['src/browser/**'], [ownFolderAndClock]),
  wall('widgets', ['src/extensions/**'], [theServer, telemetry, node, lruCache, tools]),
  {
    name: 'wall: on pages',
    files: onPages,
    ignores: ['**/*.test.ts'],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-restricted-globals': [
        'error',
        ...ofNode.map((name) => ({ name, message: 'There is no Node on a page.' })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'MemberExpression[property.name=/^(inner|outer)HTML$/]', message: asHtml },
        { selector: "Identifier[name='insertAdjacentHTML']", message: asHtml },
        { selector: "JSXIdentifier[name='dangerouslySetInnerHTML']", message: asHtml },
      ],
    },
  },
  wall('traffic', ['load-tests/traffic/**'], [neitherRuntime]),

  wall(
    'astro doors',
    ['src/pages/**', 'src/hosts/astro/{lane,answer-in-astro}.ts'],
    [wix, telemetry, lruCache, tools, node],
  ),
);
