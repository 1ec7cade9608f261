import { useTranslations } from 'next-intl'

/** Three promises the product keeps and tests. */
export function Facts() {
  const t = useTranslations('home')
  const facts = [[t('fact1'), t('fact1Body')], [t('fact2'), t('fact2Body')], [t('fact3'), t('fact3Body')]] as const
  return (
    <section aria-labelledby="facts" className="grid gap-5">
      <h2 id="facts" className="text-h1 font-semibold">{t('factsTitle')}</h2>
      <dl className="grid gap-6 md:grid-cols-3">
        {facts.map(([title, body]) => (
          <div key={title}><dt className="text-h2 font-semibold">{title}</dt><dd className="mt-1 text-text-2">{body}</dd></div>
        ))}
      </dl>
    </section>
  )
}
