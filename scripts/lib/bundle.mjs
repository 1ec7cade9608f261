import { join } from 'node:path'
import { build, context, stop } from 'esbuild'
import { Refusal } from './fail.mjs'
import { root } from './paths.mjs'

/**
 * The options that turn TypeScript entries into programs for plain node: our own code in one file each, packages left
 * where npm put them. @param {Record<string, string>} entries output name → source, relative to the checkout
 */
export function bundleOptions(entries, outdir) {
  return {
    entryPoints: entries,
    outdir,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    // server-only throws outside Next by design.
    alias: { '@': root, 'server-only': join(root, 'lib', 'testing', 'empty-module.ts') },
    sourcemap: true,
    logLevel: 'warning',
  }
}

/** Bundles once. */
export async function bundle(entries, outdir) {
  await build({ ...bundleOptions(entries, outdir), logLevel: 'silent' }).catch(refuse)
  // Its compiler is a process of its own, which would stay as long as we do.
  await stop()
}

/** Bundles, and again whenever a source changes; `onRebuild` is told after each later success. Resolves once the first is done. */
export async function watchBundle(entries, outdir, onRebuild) {
  let watcher
  const first = new Promise((resolve, reject) => {
    let isFirst = true
    const told = {
      name: 'told',
      setup: (compiler) => compiler.onEnd(({ errors }) => {
        if (!isFirst && errors.length === 0) onRebuild()
        if (isFirst && errors.length > 0) reject(new Refusal('the programs do not build'))
        isFirst = false
        resolve()
      }),
    }
    watcher = context({ ...bundleOptions(entries, outdir), plugins: [told] })
    watcher.then((opened) => opened.watch()).catch(reject)
  })
  await first
  return watcher
}

function refuse({ errors, message }) {
  const lines = (errors ?? []).map(({ text, location }) => `${location?.file ?? ''}:${location?.line ?? ''}: ${text}`)
  throw new Refusal(`the programs do not build: ${lines.join('\n') || message}`)
}
