import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { walls } from './walls.mjs';

const onPages = ['src/browser/**', 'src/extensions/site/**'];
const ofNode = ['process', 'Buffer', 'global', 'setImmediate', 'require', '__dirname'];
const asHtml = 'Insert text by textContent or as a child in JSX: a site may have written it.';

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
  {
    name: 'walls between rooms',
    plugins: { walls },
    rules: { 'walls/rooms': 'error' },
  },
  {
    name: 'on pages',
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
);
