import { useTranslations } from 'next-intl'

/** First stop of the Tab key: past the navigation to the page. Pages give their main element the id "main". */
export function SkipLink() {
  const t = useTranslations('layout')
  return (
    <a href="#main" className="sr-only rounded-control bg-accent text-on-accent focus:not-sr-only focus:fixed focus:start-3 focus:top-3 focus:z-50 focus:px-3 focus:py-2">
      {t('skip')}
    </a>
  )
}
