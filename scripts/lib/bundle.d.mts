import type { BuildContext, BuildOptions } from 'esbuild'

export function bundleOptions(entries: Record<string, string>, outdir: string): BuildOptions
export function bundle(entries: Record<string, string>, outdir: string): Promise<void>
export function watchBundle(entries: Record<string, string>, outdir: string, onRebuild: () => void): Promise<BuildContext>
