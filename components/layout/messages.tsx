import { NextIntlClientProvider, type AbstractIntlMessages } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'

/**
 * Gives the client parts below the named top-level keys of the messages, and nothing else of the catalogue:
 * `<Messages of={['playground']}><Playground /></Messages>`. Server parts need none of this.
 */
export async function Messages({ of, children }: { of: readonly string[]; children: ReactNode }) {
  const all = await getMessages()
  const some = Object.fromEntries(of.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]]))) as AbstractIntlMessages
  return <NextIntlClientProvider messages={some}>{children}</NextIntlClientProvider>
}
