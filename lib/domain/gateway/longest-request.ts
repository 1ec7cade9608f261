import { env } from '@/lib/env'
import { minutes } from '@/lib/kernel/clock'
import { longestAnswerMs } from '@/lib/providers/inference/types'

/** For the tries before the last one, and the way to the books. */
const restMs = minutes(3)

/** Longer than any request takes, in milliseconds: what is forgotten after it (its hold, its claim to a key, its mark of use) is nobody's any more. */
export const longestRequestMs = (): number => env().GATEWAY_UPSTREAM_TIMEOUT_MS + longestAnswerMs + restMs
