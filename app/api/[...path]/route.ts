import { apiHandler } from '@/lib/http/api-route'
import { notFound } from '@/lib/kernel/error'

/** An address of the API that does not exist: programs get the error they can read, not a page. */
const handler = apiHandler(() => Promise.reject(notFound('route')))

export { handler as GET, handler as POST, handler as PUT, handler as PATCH, handler as DELETE }
