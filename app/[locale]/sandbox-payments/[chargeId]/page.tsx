import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { Logo } from '@/components/layout/logo'
import { Banner, Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody } from '@/components/ui/card'
import { getSandboxCharge } from '@/lib/domain/billing'
import type { SandboxChargeView } from '@/lib/domain/billing/sandbox-schema'
import { visitorContext } from '@/lib/http/context'
import { DomainError } from '@/lib/kernel/error'
import { formatMoney } from '@/lib/kernel/money'
import { BankForm } from './_components/bank-form'
import { DecideForm } from './_components/decide-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.sandbox'))('title'), robots: { index: false } }
}

/** The sandbox provider's hosted page: plain forms, no script needed. What a card provider's own checkout is to a real payment. */
export default async function SandboxPage({ params }: { params: Promise<{ chargeId: string }> }) {
  const [ctx, { chargeId }, t] = [await visitorContext(), await params, await getTranslations('billing.sandbox')]
  const charge = await getSandboxCharge(ctx, { id: chargeId }).catch((error: unknown): never => {
    if (error instanceof DomainError && error.code !== 'internal') notFound()
    throw error
  })
  const isOpen = charge.state === 'open' || charge.state === 'needs_second_step'
  return (
    <div className="grid min-h-dvh content-start justify-items-center gap-6 pb-10">
      <div className="w-full"><Banner look="test">{t('lead')}</Banner></div>
      <Logo />
      <main id="main" tabIndex={-1} className="grid w-full max-w-112 gap-4 px-4 outline-none">
        <Card>
          <CardBody className="grid gap-5">
            <div className="grid gap-1">
              <h1 className="text-h1 font-semibold">{charge.state === 'needs_second_step' ? t('stepTitle') : charge.kind === 'setup' ? t('setupTitle') : t('title')}</h1>
              {charge.state === 'needs_second_step' ? <p className="text-text-2">{t('stepLead')}</p> : null}
            </div>
            <Facts charge={charge} />
            {isOpen ? <DecideForm charge={charge} locale={ctx.locale} /> : (
              <>
                <Notice look="info">{t('done')}</Notice>
                <Button asChild look="primary" size="lg"><a href={charge.returnUrl}>{t('back')}</a></Button>
              </>
            )}
            {charge.state === 'succeeded' && charge.kind === 'payment' ? <BankForm charge={charge} locale={ctx.locale} /> : null}
          </CardBody>
        </Card>
      </main>
    </div>
  )
}

async function Facts({ charge }: { charge: SandboxChargeView }) {
  const t = await getTranslations('billing.sandbox')
  return (
    <dl className="grid gap-1.5">
      {charge.kind === 'setup' ? null : <div className="flex justify-between gap-4"><dt className="text-text-2">{t('amount')}</dt><dd><bdi dir="ltr" className="figure-type">{formatMoney({ minor: charge.amountMinor, currency: charge.currency })}</bdi></dd></div>}
      <div className="flex flex-wrap justify-between gap-x-4"><dt className="text-text-2">{t('reference')}</dt><dd><bdi dir="ltr" className="font-mono text-mono break-all">{charge.id}</bdi></dd></div>
    </dl>
  )
}
