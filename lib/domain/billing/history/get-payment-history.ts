import { query } from '@/lib/domain/command'
import { GetByIdInput } from '../schema'
import { readPaymentHistory } from './read-payment-history'
import type { PaymentHistoryView } from './view'

/** What happened to a payment: its moves, what the provider said, refunds, disputes, other tries. @throws DomainError not_found */
export const getPaymentHistory = query('billing.getPaymentHistory', GetByIdInput, ({ db, clientId }, { id }): Promise<PaymentHistoryView> => readPaymentHistory(db, clientId, id))
