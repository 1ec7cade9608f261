import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { programOf } from '../run.mjs'
import { root } from './paths.mjs'

const credentials = {
  STRIPE_SECRET_KEY: 'sk_test_browser_tests',
  STRIPE_WEBHOOK_SECRET: 'whsec_browser_tests',
  PAYPAL_CLIENT_ID: 'browser-tests',
  PAYPAL_CLIENT_SECRET: 'browser-tests',
  PAYPAL_ENVIRONMENT: 'sandbox',
  PAYPAL_WEBHOOK_ID: 'WHBROWSERTESTS',
}

/** Runs a program that prints one line of JSON when it is ready. Resolves to that and a way to end it. */
async function startPeer(file, env) {
  const program = await programOf(file)
  const child = spawn(process.execPath, ['--enable-source-maps', program], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => { throw new Error(`${file} ended at once`) }),
  ])
  return { told: JSON.parse(line), stop: () => child.kill() }
}

/** Starts the test peers of the real payment providers. Resolves to the settings that reach them and a way to end them. */
export async function startPaymentPeers(baseUrl) {
  const { told: { stripe, paypal }, stop } = await startPeer('lib/testing/payment-peers.ts', { ...credentials, BASE_URL: baseUrl })
  return { settings: { ...credentials, STRIPE_API_BASE: stripe, PAYPAL_API_BASE: paypal, PAYPAL_SDK_URL: `${paypal}/sdk/js` }, stop }
}

/** Starts real nodes with chains of their own. `CHAIN_CONTROL` is where tests send coins and make blocks. */
export async function startChains() {
  const { told: { settings, control }, stop } = await startPeer('lib/testing/coin-peers.ts', {})
  return { settings: { ...settings, CHAIN_CONTROL: control }, stop }
}
