import { apiRoute } from '@/lib/http/api-route'
import { listTestClocksEndpoint, createTestClockEndpoint } from '@/lib/http/endpoints/admin-billing'

export const GET = apiRoute(listTestClocksEndpoint)
export const POST = apiRoute(createTestClockEndpoint)
