/** Why an instance does not run, where a sentence of its own says what to do. */
const failures: readonly string[] = ['oom', 'crash', 'disk_quota', 'never_ready', 'hung', 'capacity', 'isolation', 'model']

/** The key of that sentence under `gateway.instance.failed`. */
export const toldFailure = (reason: string | null): string => (reason !== null && failures.includes(reason) ? reason : 'other')
