/** Next calls this once when a server starts: a wrong configuration ends it at once, with one line, instead of failing each request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { requireEnv } = await import('./lib/require-env')
    requireEnv()
  }
}
