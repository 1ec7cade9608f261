import { getTranslations } from 'next-intl/server'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import type { ClientDetailView } from '@/lib/domain/admin/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import type { Order } from './_order'

/** Whose invoice it will be. */
export async function ChooseClient() {
  const t = await getTranslations('admin.invoices')
  return (
    <Card>
      <CardBody>
        <form className="grid gap-5">
          <div className="grid gap-1.5">
            <Label htmlFor="clientId">{t('clientId')}</Label>
            <Input id="clientId" name="clientId" dir="ltr" required maxLength={64} placeholder="cli_…" />
            <p className="text-caption text-text-3">{t('clientIdNote')} <Link className="link" href={routes.adminClients()}>{t('findClient')}</Link></p>
          </div>
          <div><Button type="submit" look="primary">{t('goOn')}</Button></div>
        </form>
      </CardBody>
    </Card>
  )
}

/** The lines as staff write them, asked by GET: nothing typed is lost on the way to the preview. */
export async function OrderForm({ client, order }: { client: ClientDetailView; order: Order }) {
  const t = await getTranslations('admin.invoices')
  return (
    <Card>
      <CardHeader title={<bdi>{client.name}</bdi>} hint={t('orderHint', { currency: client.currency })} />
      <CardBody>
        <form className="grid gap-5">
          <input type="hidden" name="clientId" value={client.id} />
          {order.rows.map((row, at) => (
            <details key={at} open={at === 0 || row.description !== '' || row.unit !== ''} className="border-b pb-4">
              <summary className="cursor-pointer font-medium">{t('lineNumber', { number: at + 1 })}</summary>
              <div className="mt-3 grid gap-3">
              <div className="grid gap-1.5"><Label htmlFor={`d${at}`}>{t('lineText')}</Label><Input id={`d${at}`} name={`d${at}`} defaultValue={row.description} maxLength={200} /></div>
              <div className="grid gap-1.5"><Label htmlFor={`a${at}`}>{t('lineTextAr')}</Label><Input id={`a${at}`} name={`a${at}`} dir="rtl" defaultValue={row.descriptionAr} maxLength={200} /></div>
              <div className="grid grid-cols-2 gap-3">
                <div className="grid gap-1.5"><Label htmlFor={`q${at}`}>{t('quantity')}</Label><Input id={`q${at}`} name={`q${at}`} inputMode="numeric" dir="ltr" defaultValue={row.quantity} /></div>
                <div className="grid gap-1.5"><Label htmlFor={`u${at}`}>{t('unitPrice', { currency: client.currency })}</Label><Input id={`u${at}`} name={`u${at}`} inputMode="decimal" dir="ltr" defaultValue={row.unit} /></div>
              </div>
              <label className="flex items-center gap-2"><input type="checkbox" name={`x${at}`} defaultChecked={row.isUntaxed} className="size-4" />{t('untaxed')}</label>
              </div>
            </details>
          ))}
          <div className="grid gap-1.5"><Label htmlFor="due">{t('dueInDays')}</Label><Input id="due" name="due" inputMode="numeric" dir="ltr" defaultValue={order.dueInDays} /></div>
          <div className="grid gap-1.5"><Label htmlFor="memo">{t('memo')}</Label><Input id="memo" name="memo" defaultValue={order.memo} maxLength={200} /></div>
          <div><Button type="submit">{t('preview')}</Button></div>
        </form>
      </CardBody>
    </Card>
  )
}
