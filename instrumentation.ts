/** Runs once before the server answers: a wrong configuration ends it with one line that names what to change. */
export async function register(): Promise<void> {
  const { requireEnv } = await import('@/lib/env')
  requireEnv()
}
