import { notFound } from 'next/navigation'

/** Any address nobody else has: the not-found page in the reader's language. */
export default function UnknownPage(): never {
  notFound()
}
