import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { facetPlugin } from './scripts/lint/plugin.ts';

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: a name that is the same everywhere can be searched for.',
};

// A default export is what ESLint loads.
export default defineConfig(
  globalIgnores([
    'node_modules/',
    'out/',
    'dist/',
    'coverage/',
    'training/',
    'examples/out/',
    'test/output/',
    '**/*.d.ts',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { facet: facetPlugin },
    rules: {
      'facet/layers': 'error',
      'facet/explicit-extensions': 'error',
      'facet/no-inner-barrel': 'error',
      'no-restricted-syntax': ['error', noDefaultExport],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 4],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'prefer-const': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  // Programs that talk to a terminal.
  { files: ['scripts/**', 'bench/**', 'examples/**', 'bin/**'], rules: { 'no-console': 'off' } },
  // A describe block is one function however many sentences it holds; a suite file may be longer than a source file.
  {
    files: ['test/**'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  // Tools load these by their default export.
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
