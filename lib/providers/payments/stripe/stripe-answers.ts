import Stripe from 'stripe'

type Ask = ReturnType<typeof Stripe.createNodeHttpClient>['makeRequest']

/** Each answer of Stripe's is an object that names its kind, under a status of success, or an error that names its own. */
function isStripes(body: unknown, status: number): boolean {
  if (typeof body !== 'object' || body === null) return false
  const { object, error } = body as { object?: unknown; error?: { type?: unknown } | string | null }
  if (error !== undefined) return typeof error === 'object' && typeof error?.type === 'string'
  return typeof object === 'string' && status < 300
}

/**
 * The library's own connection, less its trust: the library takes any JSON without an `error` for what it asked for, whatever the status, such as the
 * `{"message": …}` of a proxy on the way. Here that is no answer: whether Stripe acted stays open.
 */
export function strictHttpClient(): ReturnType<typeof Stripe.createNodeHttpClient> {
  const client = Stripe.createNodeHttpClient()
  const ask: Ask = client.makeRequest.bind(client)
  client.makeRequest = async (...request: Parameters<Ask>) => {
    const answer = await ask(...request)
    const read = answer.toJSON.bind(answer)
    answer.toJSON = async (): Promise<unknown> => {
      const body: unknown = await read()
      if (!isStripes(body, answer.getStatusCode())) throw new Error(`the answer ${answer.getStatusCode()} is no object of Stripe's`)
      return body
    }
    return answer
  }
  return client
}
