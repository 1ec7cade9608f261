/**
 * Declines after which this card will not pay, however often it is asked. All others may pass another day.
 * Source: Stripe's "Decline codes", those whose next step is another card.
 */
const final = new Set([
  'card_not_supported', 'currency_not_supported', 'expired_card', 'fraudulent', 'incorrect_number', 'invalid_account', 'invalid_expiry_month',
  'invalid_expiry_year', 'invalid_number', 'lost_card', 'merchant_blacklist', 'new_account_information_available', 'no_action_taken', 'not_permitted',
  'pickup_card', 'restricted_card', 'revocation_of_all_authorizations', 'revocation_of_authorization', 'security_violation', 'service_not_allowed',
  'stolen_card', 'stop_payment_order', 'testmode_decline', 'transaction_not_allowed',
])

export const isFinalDecline = (code: string): boolean => final.has(code)
