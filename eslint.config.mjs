import { defineConfig, globalIgnores } from 'eslint/config'
import nextVitals from 'eslint-config-next/core-web-vitals'
import nextTypescript from 'eslint-config-next/typescript'

/** React's compiler looks through every file it is given, for half of the time: only where there are components and hooks. */
const withoutComponents = ['lib/**/*.ts', 'app/api/**/*.ts', 'scripts/**', 'e2e/**', 'bench/**', 'prisma/**', 'house-model/**']
const isOfCompiler = (rule) => rule.startsWith('react-hooks/') && !/rules-of-hooks|exhaustive-deps/.test(rule)
const compilerRules = nextVitals.flatMap(({ rules = {} }) => Object.keys(rules)).filter(isOfCompiler)

const testFiles = ['**/*.test.ts', '**/*.test.tsx', 'e2e/**', 'lib/testing/**', 'bench/**']

/** Who may import what is checked by lib/architecture.test.ts; here are the rules that an editor should show at once. */
export default defineConfig([
  globalIgnores(['.next/**', '.build/**', '.data/**', 'lib/db/generated/**', 'next-env.d.ts', 'house-model/node_modules/**', 'playwright-report/**', 'test-results/**']),
  ...nextVitals,
  ...nextTypescript,
  { files: withoutComponents, rules: Object.fromEntries(compilerRules.map((rule) => [rule, 'off'])) },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'import/no-duplicates': ['error', { 'prefer-inline': false }],
      'import/first': 'error',
      'import/no-anonymous-default-export': 'off',
      'import/no-self-import': 'error',
      'import/no-mutable-exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      // A name of CommonJS times; every file here is a module.
      '@next/next/no-assign-module-variable': 'off',
      // A rule of the pages router: the root layout writes its own head.
      '@next/next/no-head-element': 'off',
    },
  },
  {
    // Pages never inject markup; programs say what they say through the logger.
    files: ['app/**', 'components/**', 'lib/**'],
    ignores: testFiles,
    rules: {
      'no-console': 'error',
      'react/no-danger': 'error',
    },
  },
])
