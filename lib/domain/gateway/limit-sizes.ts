/** How large each limit is; null = none of this kind. */
export type LimitSizes = {
  requestsPerMinute: number | null
  requestsPerHour: number | null
  requestsPerDay: number | null
  tokensPerMinute: number | null
  concurrentRequests: number | null
}
