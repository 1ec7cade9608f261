import { DomainError } from '@/lib/kernel/error'
import type { ClientCtx, PlatformCtx } from '@/lib/domain/context'
import { isLocale, type Locale } from '@/lib/i18n/locale'

/** The client whose document is asked for. @throws DomainError forbidden to whoever is in none */
export function ofClient(ctx: ClientCtx | PlatformCtx): ClientCtx {
  if (!('clientId' in ctx)) throw new DomainError('forbidden')
  return ctx
}

/** The language asked for by `?locale=`, else the document's own. */
export function pdfLocale(request: Request, own: Locale): Locale {
  const asked = new URL(request.url).searchParams.get('locale')
  return isLocale(asked) ? asked : own
}

/** A PDF to download. */
export const pdfResponse = (file: Uint8Array, name: string): Response =>
  new Response(Buffer.from(file), { headers: { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="${name}.pdf"` } })
