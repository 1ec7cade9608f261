import { runClients } from '@/lib/domain/billing'
import { FixedClock } from '@/lib/kernel/clock'
import { systemCtx } from './contexts'

// A process that makes one billing run at RUN_AT.
await runClients(systemCtx('billing_run', new FixedClock(new Date(process.env.RUN_AT ?? ''))), { worker: `test ${process.pid}` })
process.exit(0)
