import { z } from 'zod'
import {
  createInvoice, creditInvoice, getAnyInvoice, previewInvoice, previewInvoiceAct, recordPayment, refundInvoice, regenerateInvoice, voidInvoice, writeOffInvoice,
} from '@/lib/domain/admin'
import { InvoiceActPreviewView, InvoicePreviewView, StaffInvoiceView } from '@/lib/domain/admin/invoices/view'
import { getArrears, getCreditNote, getInvoice, listCreditNotes, listInvoices, payInvoice } from '@/lib/domain/billing'
import { CreditNoteRowView, CreditNoteView, InvoiceDetailView, InvoiceView, PaymentView } from '@/lib/domain/billing/view'
import { ArrearsView } from '@/lib/domain/billing/dunning/view'
import { endpoint, handWritten, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Invoices'
const staff = { tag, description: 'For staff (owner, finance).' } as const
const givesBack = 'For staff (owner, finance). With a preview’s frozen_at and hash it answers 409 stale_preview when it would come out otherwise; what gives money back needs that hash or an Idempotency-Key, so that a repeat gives it once.'
const proven = { tag, description: 'For staff (owner, finance). With a preview’s frozen_at and hash it answers 409 stale_preview when it would come out otherwise.' } as const

export const listInvoicesEndpoint = pageEndpoint(listInvoices, { tag, method: 'GET', path: '/api/invoices', summary: 'The client’s invoices, newest first', response: InvoiceView })
export const getInvoiceEndpoint = endpoint(getInvoice, { tag, method: 'GET', path: '/api/invoices/{id}', summary: 'One invoice with its lines, tax, payments and history', response: InvoiceDetailView })
export const payInvoiceEndpoint = endpoint(payInvoice, { tag, method: 'POST', path: '/api/invoices/{id}/pay', status: 201, summary: 'Start paying an open invoice, or get the attempt already open', response: PaymentView })
export const getArrearsEndpoint = pageEndpoint(getArrears, { tag, method: 'GET', path: '/api/arrears', summary: 'What the client has not paid: what was tried, and what happens when', response: ArrearsView })
const inEitherLanguage = z.object({ locale: z.enum(['en', 'ar']).optional() })
export const invoicePdfEndpoint = handWritten({ tag, method: 'GET', path: '/api/invoices/{id}/pdf', contentType: 'application/pdf', security: 'sessionOrKey', summary: 'The invoice as PDF', query: inEitherLanguage })

export const listCreditNotesEndpoint = pageEndpoint(listCreditNotes, { tag, method: 'GET', path: '/api/credit-notes', summary: 'The client’s credit notes, newest first', response: CreditNoteRowView })
export const getCreditNoteEndpoint = endpoint(getCreditNote, { tag, method: 'GET', path: '/api/credit-notes/{id}', summary: 'One credit note with its lines', response: CreditNoteView })
export const creditNotePdfEndpoint = handWritten({ tag, method: 'GET', path: '/api/credit-notes/{id}/pdf', contentType: 'application/pdf', security: 'sessionOrKey', summary: 'The credit note as PDF', query: inEitherLanguage })
export const receiptPdfEndpoint = handWritten({ tag: 'Payments', method: 'GET', path: '/api/payment-intents/{id}/receipt', contentType: 'application/pdf', security: 'sessionOrKey', summary: 'The receipt of a payment that succeeded, as PDF', query: inEitherLanguage })

export const createInvoiceEndpoint = endpoint(createInvoice, { ...proven, method: 'POST', path: '/api/invoices', status: 201, summary: 'Issue a one-off invoice to a client', response: StaffInvoiceView })
export const previewInvoiceEndpoint = endpoint(previewInvoice, { ...staff, method: 'POST', path: '/api/invoices/preview', summary: 'What a one-off invoice would come to; changes nothing', response: InvoicePreviewView })
export const getAnyInvoiceEndpoint = endpoint(getAnyInvoice, { ...staff, method: 'GET', path: '/api/admin/invoices/{id}', summary: 'One invoice of any client, with what can be done with it', response: StaffInvoiceView })
export const previewInvoiceActEndpoint = endpoint(previewInvoiceAct, { ...staff, method: 'POST', path: '/api/invoices/{id}/preview', summary: 'What crediting, refunding, voiding, writing off or regenerating would do; changes nothing', response: InvoiceActPreviewView })
export const creditInvoiceEndpoint = endpoint(creditInvoice, { ...proven, description: givesBack, needsProof: ({ destination }) => destination === 'refund', method: 'POST', path: '/api/invoices/{id}/credit', status: 201, summary: 'Issue a credit note: whole, an amount, or line by line', response: StaffInvoiceView })
export const refundInvoiceEndpoint = endpoint(refundInvoice, { ...proven, description: givesBack, needsProof: () => true, method: 'POST', path: '/api/invoices/{id}/refund', status: 201, summary: 'Give back what was paid, whole or in part, with a credit note', response: StaffInvoiceView })
export const voidInvoiceEndpoint = endpoint(voidInvoice, { ...proven, method: 'POST', path: '/api/invoices/{id}/void', summary: 'Make an unpaid invoice void', response: StaffInvoiceView })
export const writeOffInvoiceEndpoint = endpoint(writeOffInvoice, { ...proven, method: 'POST', path: '/api/invoices/{id}/write-off', summary: 'Give up what is left to pay', response: StaffInvoiceView })
export const regenerateInvoiceEndpoint = endpoint(regenerateInvoice, { ...proven, method: 'POST', path: '/api/invoices/{id}/regenerate', status: 201, summary: 'Void it and issue its successor for the buyer and tax of today', response: StaffInvoiceView })
export const recordPaymentEndpoint = endpoint(recordPayment, { ...staff, method: 'POST', path: '/api/invoices/{id}/payments', status: 201, summary: 'Record money that came past every provider: a transfer, cash, a cheque', response: StaffInvoiceView })

export const invoiceEndpoints: readonly Endpoint[] = [
  createInvoiceEndpoint, listInvoicesEndpoint, previewInvoiceEndpoint, getInvoiceEndpoint, payInvoiceEndpoint, getArrearsEndpoint, invoicePdfEndpoint, previewInvoiceActEndpoint, creditInvoiceEndpoint,
  refundInvoiceEndpoint, voidInvoiceEndpoint, writeOffInvoiceEndpoint, regenerateInvoiceEndpoint, recordPaymentEndpoint, getAnyInvoiceEndpoint, listCreditNotesEndpoint, getCreditNoteEndpoint,
  creditNotePdfEndpoint, receiptPdfEndpoint,
]
