const codes = /^(ECONN|EPIPE|ENOENT|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|57P0|08|53300|25006)/
const texts = /Connection terminated|timeout exceeded when trying to connect|connection .*closed|Client has encountered a connection error|not queryable/i

const textOf = (error: unknown): string => (error instanceof Error ? error.message : '')
const codeOf = (error: unknown): string => (error instanceof Error ? String(Reflect.get(error, 'code') ?? '') : '')

/** Whether the database was not there, or went away while it worked: then nobody knows whether the statement took effect. */
export const isConnectionLoss = (error: unknown): boolean => codes.test(codeOf(error)) || texts.test(textOf(error))

/** Whether Postgres undid the statement and asks for it again: a deadlock or a serialisation failure. */
export const isUndone = (error: unknown): boolean => /^(40001|40P01|55P03)$/.test(codeOf(error))
