/** A port of this machine that nobody listens on. */
export { freePort } from '../../scripts/lib/ports.mjs'
