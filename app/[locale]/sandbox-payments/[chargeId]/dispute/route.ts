import type { z } from 'zod'
import { decideSandboxDispute } from '@/lib/domain/billing'
import { SandboxDisputeInput } from '@/lib/domain/billing/sandbox-schema'
import { env } from '@/lib/env'
import { apiHandler } from '@/lib/http/api-route'
import { baseCtx } from '@/lib/http/context'
import { decodeFields } from '@/lib/http/decode'
import { assertSameOrigin } from '@/lib/http/same-origin'
import { isLocale } from '@/lib/i18n/locale'
import { getPathname } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

/** A button of the test bank: takes a payment back or decides that, and shows the page again. */
export const POST = apiHandler(async (request, { chargeId = '', locale }, facts) => {
  assertSameOrigin(request)
  const fields = decodeFields(SandboxDisputeInput, new URLSearchParams(await request.text()))
  await decideSandboxDispute(baseCtx({ kind: 'visitor' }, facts), { ...fields, id: chargeId } as z.input<typeof SandboxDisputeInput>)
  const here = getPathname({ href: routes.sandboxCharge(chargeId), locale: isLocale(locale) ? locale : facts.locale })
  return new Response(null, { status: 303, headers: { location: `${env().PUBLIC_ORIGIN}${here}` } })
})
