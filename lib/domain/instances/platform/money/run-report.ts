/** How many were done, and what failed for whom. */
export type RunReport = { done: number; failed: { id: string; error: string }[] }

export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
