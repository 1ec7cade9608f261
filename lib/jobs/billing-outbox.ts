import { z } from 'zod'
import { afterFinaliseById, collectInvoiceById, cancelPaymentById, processWebhook, removeMethodAtProvider, sendSandboxNotice, startPaymentById, startRefundById } from '@/lib/domain/billing'
import type { OutboxHandler } from './outbox-handlers'

const OfPayment = z.object({ paymentId: z.string() })
const OfRefund = z.object({ refundId: z.string() })
const OfInvoice = z.object({ invoiceId: z.string() })
const OfWebhook = z.object({ id: z.string() })
const OfCharge = z.object({ chargeId: z.string(), type: z.string() })

/** Opens an attempt at its provider, if the request that made it did not come to it. */
export const startPaymentHandler: OutboxHandler = async (ctx, { payload }) => startPaymentById(ctx, OfPayment.parse(payload).paymentId)

/** Closes a given-up attempt at its provider. */
export const cancelPaymentHandler: OutboxHandler = async (ctx, { payload }) => cancelPaymentById(ctx, OfPayment.parse(payload).paymentId)

/** Acts on a notice that lies in the inbox. */
export const webhookHandler: OutboxHandler = async (ctx, { payload }) => processWebhook(ctx, OfWebhook.parse(payload).id)

/** Mails an invoice that was just posted and does what a zero one causes. */
export const invoiceFinalisedHandler: OutboxHandler = async (ctx, { payload }) => afterFinaliseById(ctx, OfInvoice.parse(payload).invoiceId)

/** Collects an invoice that nobody stands at a checkout for. */
export const collectInvoiceHandler: OutboxHandler = async (ctx, { payload, createdAt }) => collectInvoiceById(ctx, OfInvoice.parse(payload).invoiceId, createdAt)

/** Asks a provider to give money back. */
export const startRefundHandler: OutboxHandler = async (ctx, { payload }) => startRefundById(ctx, OfRefund.parse(payload).refundId)

/** The sandbox provider telling our inbox. */
export const sandboxNoticeHandler: OutboxHandler = async (ctx, { payload }) => sendSandboxNotice(ctx, OfCharge.parse(payload))

/** Forgets a removed way to pay at its provider. */
export const removeMethodHandler: OutboxHandler = async (ctx, { payload }) => removeMethodAtProvider(ctx, z.object({ methodId: z.string() }).parse(payload).methodId)
