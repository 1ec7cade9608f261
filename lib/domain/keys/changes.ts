/** A key's settings that its history tells of. Nothing else of a row ever gets into an event: a secret has no way in. */
export const toldFields = [
  'name', 'scopes', 'models', 'allowedIps', 'requestsPerMinute', 'requestsPerHour', 'requestsPerDay', 'tokensPerMinute', 'concurrentRequests',
  'spendCapDay', 'spendCapWeek', 'spendCapMonth', 'expiresAt', 'hint',
] as const
type ToldField = (typeof toldFields)[number]

type Settings = { readonly [field in ToldField]?: unknown }
export type Changes = { [field in ToldField]?: { from: unknown; to: unknown } }

const isUnset = (value: unknown): boolean => value === null || value === undefined || (Array.isArray(value) && value.length === 0)
const asText = (value: unknown): string => (isUnset(value) ? '' : JSON.stringify(value))

/** What is different between two states of a key, field by field; an empty list and nothing are the same. */
export function changesBetween(before: Settings, after: Settings): Changes {
  const changed = toldFields.filter((field) => asText(before[field]) !== asText(after[field]))
  return Object.fromEntries(changed.map((field) => [field, { from: before[field] ?? null, to: after[field] ?? null }]))
}
