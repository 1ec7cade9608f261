import { decideSandboxCharge } from '@/lib/domain/billing'
import { SandboxDecisionInput } from '@/lib/domain/billing/sandbox-schema'
import { apiHandler } from '@/lib/http/api-route'
import { baseCtx } from '@/lib/http/context'
import { assertSameOrigin } from '@/lib/http/same-origin'
import { decodeFields } from '@/lib/http/decode'
import { getPathname } from '@/lib/i18n/navigation'
import { env } from '@/lib/env'
import { isLocale } from '@/lib/i18n/locale'
import { routes } from '@/lib/routes'
import type { z } from 'zod'

/** A button of the hosted page: decides the charge and sends the browser on. */
export const POST = apiHandler(async (request, { chargeId = '', locale }, facts) => {
  assertSameOrigin(request)
  const fields = decodeFields(SandboxDecisionInput, new URLSearchParams(await request.text()))
  const { redirectTo } = await decideSandboxCharge(baseCtx({ kind: 'visitor' }, facts), { ...fields, id: chargeId } as z.input<typeof SandboxDecisionInput>)
  const here = getPathname({ href: routes.sandboxCharge(chargeId), locale: isLocale(locale) ? locale : facts.locale })
  // Whole addresses on purpose: behind the front server the request's own host is an inner one.
  return new Response(null, { status: 303, headers: { location: redirectTo ?? `${env().PUBLIC_ORIGIN}${here}` } })
})
