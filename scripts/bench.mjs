// npm run bench:gateway, bench:pages: measures the built product on a stack and database of its own.
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { Refusal, report } from './lib/fail.mjs'
import { withTestStack } from './lib/test-stack.mjs'
import { programOf, runProgram } from './run.mjs'

export const benches = ['gateway', 'pages']

/** Runs the named benchmarks one after another; resolves to each one's exit status (0: its own ceilings hold). */
export async function bench(names = benches) {
  return withTestStack({ name: 'bench', durable: true }, async (env) => {
    const statuses = []
    for (const name of names) {
      console.log(`\n${name}`)
      statuses.push(await runProgram(await programOf(`bench/${name}.ts`), [], env))
    }
    return statuses
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const names = process.argv.slice(2)
    if (names.some((name) => !benches.includes(name))) throw new Refusal(`benchmarks are: ${benches.join(', ')}`)
    await build()
    process.exitCode = Math.max(...(await bench(names.length > 0 ? names : benches)))
  } catch (error) {
    report(error)
  }
}
