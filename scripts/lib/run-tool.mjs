import { quietly } from './install.mjs'

/** Runs a node program of node_modules quietly: `{ label, isOk, seconds, output }`. */
export async function runTool(label, args, env = {}) {
  const from = performance.now()
  const { status, output } = await quietly(process.execPath, args, { env: { ...process.env, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', ...env } })
  return { label, isOk: status === 0, seconds: (performance.now() - from) / 1000, output: output.trim() }
}

/** One line for each result, and the output of those that failed. */
export function printResult({ label, isOk, seconds, output }) {
  console.log(`${isOk ? '✓' : '✗'} ${label.padEnd(34)} ${seconds.toFixed(1)} s`)
  if (!isOk) console.log(output)
}
