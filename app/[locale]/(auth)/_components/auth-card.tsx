import type { ReactNode } from 'react'
import { Card, CardBody } from '@/components/ui/card'

/** Title, a line, the form; below the card the way to the other pages. */
export function AuthCard({ title, lead, children, foot }: { title: ReactNode; lead?: ReactNode; children?: ReactNode; foot?: ReactNode }) {
  return (
    <>
      <Card>
        <CardBody className="grid gap-5">
          <div className="grid gap-1.5">
            <h1 className="text-h1 font-semibold">{title}</h1>
            {lead ? <p className="text-text-2">{lead}</p> : null}
          </div>
          {children}
        </CardBody>
      </Card>
      {foot ? <p className="mt-5 text-center text-text-2">{foot}</p> : null}
    </>
  )
}
