import { apiHandler } from '@/lib/http/api-route'

/** The process answers: nothing else is asked, so a slow database never gets it restarted. */
export const GET = apiHandler(async () => Response.json({ status: 'ok' }))
