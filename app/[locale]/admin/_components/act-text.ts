import { getTranslations } from 'next-intl/server'

/** What an audit event says in words; one that nobody worded is shown by its name. */
export async function actTexts(): Promise<(action: string) => string> {
  const t = await getTranslations('admin.acts')
  return (action) => (t.has(action) ? t(action) : action)
}
