import type { z } from 'zod'

export const passwordMinLength = 10
export const passwordMaxLength = 200

/** The long ones among the most common passwords, in lower case; short ones are refused by their length. */
const common = new Set([
  '1234567890', '0123456789', '12345678910', '123456789a', '1q2w3e4r5t', '1qaz2wsx3edc', 'qwertyuiop', 'qwerty12345', 'qwerty123456', 'asdfghjkl1', 'asdfghjkl;',
  'password12', 'password123', 'password1234', 'password12345', 'passwordpassword', 'p@ssw0rd123', 'p@ssword123', 'iloveyou123', 'letmein1234', 'welcome123', 'welcome1234',
  'administrator', 'admin12345', 'adminadmin', 'changeme123', 'football123', 'baseball123', 'sunshine123', 'princess123', 'superman123', 'q1w2e3r4t5', 'zaq12wsxcde',
  '1234512345', '1122334455', '0987654321', '9876543210', 'abcdefghij', 'abcdefghijk', 'abc1234567', 'aa12345678', 'a123456789', 'mynameis123', 'trustno1234',
])

/** Why a password is refused, as a code under `errors.fields`; null when it is good enough. */
export function passwordProblem(password: string, email?: string): 'weakPassword' | 'passwordHasEmail' | null {
  const lower = password.toLowerCase()
  if (common.has(lower) || new Set(lower).size < 4) return 'weakPassword'
  const address = email?.trim().toLowerCase() ?? ''
  const local = address.split('@')[0] ?? ''
  if (address !== '' && (lower.includes(address) || (local.length >= 5 && lower.includes(local)))) return 'passwordHasEmail'
  return null
}

/** A zod check that puts the problem on the password's own field. */
export function checkPassword(context: z.core.$RefinementCtx, field: string, password: string, email?: string): void {
  const code = passwordProblem(password, email)
  if (code) context.addIssue({ code: 'custom', path: [field], params: { code }, input: '' })
}
