import type Stripe from 'stripe'

// The requests the product makes, by the names the peer knows them under. Their JSON schemas are made from these types,
// which are always those of the installed library.
export type CreateVisit = Stripe.Checkout.SessionCreateParams
export type RetrieveVisit = Stripe.Checkout.SessionRetrieveParams
export type ExpireVisit = Stripe.Checkout.SessionExpireParams
export type CreateIntent = Stripe.PaymentIntentCreateParams
export type RetrieveIntent = Stripe.PaymentIntentRetrieveParams
export type SearchIntents = Stripe.PaymentIntentSearchParams
export type ListVisits = Stripe.Checkout.SessionListParams
export type CancelIntent = Stripe.PaymentIntentCancelParams
export type CreateRefund = Stripe.RefundCreateParams
export type RetrieveRefund = Stripe.RefundRetrieveParams
export type CreatePortal = Stripe.BillingPortal.SessionCreateParams
export type DetachMethod = Stripe.PaymentMethodDetachParams
export type RetrieveDispute = Stripe.DisputeRetrieveParams
export type ListCharges = Stripe.ChargeListParams
export type ListRefunds = Stripe.RefundListParams
export type RetrieveBalance = Stripe.BalanceRetrieveParams
