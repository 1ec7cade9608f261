import { getTranslations } from 'next-intl/server'
import { PriceLines, SizeLine, SizeReach, WhyNot } from '@/components/instances/size-facts'
import { HiddenFields } from '@/components/form/hidden-fields'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { RadioCards } from '@/components/ui/radio-cards'
import type { InstanceSizeView } from '@/lib/domain/instances/view'
import type { PortalCtx } from '@/lib/http/context'
import { isolated } from '@/lib/i18n/isolate'
import { getPathname, Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import type { Wish } from './wish'

type Props = { ctx: PortalCtx; sizes: readonly InstanceSizeView[]; wish: Wish }

/** How large: what each size holds, what it costs, and why one cannot be chosen. */
export async function SizeStep({ ctx, sizes, wish }: Props) {
  const t = await getTranslations('instances.form')
  const needed = wish.served?.minMemoryBytes ?? 0
  const fits = (one: InstanceSizeView): boolean => one.isOffered && one.price !== null && one.memoryBytes >= needed
  const chosen = sizes.find((one) => one.code === wish.size?.code && fits(one)) ?? sizes.find(fits)
  return (
    <Card>
      <CardHeader title={t('sizeTitle')} hint={t('sizeHint', { model: isolated(wish.served?.name[ctx.locale] ?? '') })} />
      <form action={getPathname({ href: routes.newInstance(), locale: ctx.locale })}>
        <CardBody>
          <HiddenFields values={{ model: wish.query.model, upload: wish.query.upload }} />
          <fieldset><legend className="sr-only">{t('sizeTitle')}</legend>
            <RadioCards name="size" {...(chosen ? { value: chosen.code } : {})} choices={sizes.map((one) => ({
              value: one.code, title: <bdi>{one.name[ctx.locale]}</bdi>, isDisabled: !fits(one),
              hint: (
                <span className="grid gap-1">
                  <span><SizeLine size={one} /></span><span><SizeReach size={one} /></span>
                  {one.price ? <PriceLines price={one.price} /> : null}
                  <WhyNot size={one} needed={needed} />
                </span>
              ),
            }))} />
          </fieldset>
          {chosen ? null : <p className="mt-4">{t('noneFits')} <Link className="link" href={routes.changeSubscription()}>{t('largerPlan')}</Link></p>}
        </CardBody>
        <CardFooter>
          <Button asChild><Link href={routes.newInstance({ ...wish.query, step: 'model' })}>{t('back')}</Link></Button>
          <Button type="submit" look="primary" disabled={!chosen}>{t('toReview')}</Button>
        </CardFooter>
      </form>
    </Card>
  )
}
