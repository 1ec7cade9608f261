import { expect, test } from 'vitest'
import { StripeContract } from './contract'

const contract = new StripeContract()
const complaint = (request: string, form: string) => contract.check(request, form).complaint

test('a request the library’s types allow is let through', () => {
  expect(complaint('CreateIntent', 'amount=100&currency=usd&confirm=true&off_session=true&metadata[payment_id]=pay_1')).toBeNull()
})

test.each([
  ['a parameter that left the API', 'CreateIntent', 'amount=100&currency=usd&payment_method_types[0]=card'],
  ['a missing amount', 'CreateIntent', 'currency=usd'],
  ['a word where a number belongs', 'CreateRefund', 'payment_intent=pi_1&amount=much'],
  ['a misspelt value of an open enum', 'CreateIntent', 'amount=100&currency=usd&setup_future_usage=offsession'],
  ['a misspelt name deep inside', 'CreateVisit', 'mode=payment&payment_intent_data[setup_future_use]=off_session'],
])('refuses %s', (_what, request, form) => {
  expect(complaint(request, form)).not.toBeNull()
})
