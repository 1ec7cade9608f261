import { env } from '@/lib/env'
import { apiHandler } from '@/lib/http/api-route'
import { openApiDocument } from '@/lib/http/openapi'

export const GET = apiHandler(async () => Response.json(openApiDocument(env().PUBLIC_ORIGIN)))
